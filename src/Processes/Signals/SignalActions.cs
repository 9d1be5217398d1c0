namespace Vela.Processes;

/// <summary>What a process does on each signal. Threads share it, and so do processes made with CLONE_SIGHAND.</summary>
/// <remarks>
/// Owns: a table of 64 actions, shared with forked copies until one of them changes it, so that a fork does not copy it.
/// </remarks>
public sealed class SignalActions
{
    private const int Count = (int)Signal.Last;

    private SignalAction[] _actions;
    private bool _isShared;

    public SignalActions()
        : this(new SignalAction[Count])
    {
    }

    private SignalActions(SignalAction[] actions)
    {
        _actions = actions;
    }

    /// <summary>Processes that use this very table.</summary>
    public int Users { get; set; } = 1;

    public ref readonly SignalAction this[Signal signal] => ref _actions[unchecked((int)signal - 1)]; // of 0: beyond the table

    public void Set(Signal signal, in SignalAction action)
    {
        if (_isShared)
        {
            _actions = (SignalAction[])_actions.Clone();
            _isShared = false;
        }

        _actions[(int)signal - 1] = action;
    }

    /// <summary>A child's.</summary>
    public SignalActions Fork()
    {
        _isShared = true;
        return new SignalActions(_actions) { _isShared = true };
    }

    /// <summary>A new program's: handlers are gone, what was ignored stays ignored (execve(2)).</summary>
    public SignalActions ForNewProgram()
    {
        SignalActions fresh = new();
        for (Signal signal = Signal.HangUp; signal <= Signal.Last; signal++)
        {
            if (this[signal].Handler == SignalAction.Ignore)
            {
                fresh._actions[(int)signal - 1].Handler = SignalAction.Ignore;
            }
        }

        return fresh;
    }

    /// <summary>Whether a signal would do nothing: ignored, or by default without effect (signal(7)).</summary>
    public bool Ignores(Signal signal) => this[signal].Handler switch
    {
        SignalAction.Ignore => true,
        SignalAction.Default => DefaultOf(signal) == SignalEffect.Nothing,
        _ => false,
    };

    public static SignalEffect DefaultOf(Signal signal) => signal switch
    {
        Signal.Child or Signal.Urgent or Signal.WindowChange => SignalEffect.Nothing,
        Signal.Continue => SignalEffect.Continue,
        Signal.Stop or Signal.TerminalStop or Signal.TerminalInput or Signal.TerminalOutput => SignalEffect.Stop,
        Signal.Quit or Signal.IllegalInstruction or Signal.Trap or Signal.Abort or Signal.Bus or Signal.FloatingPoint
            or Signal.Segmentation or Signal.CpuLimit or Signal.FileSizeLimit or Signal.BadSystemCall => SignalEffect.Dump,
        _ => SignalEffect.End,
    };
}
