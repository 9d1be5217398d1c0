using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Runs trees of syntax in a session (XCU 2.9).</summary>
/// <remarks>
/// Owns: nothing but its expander. Every method leaves the status in <see cref="ShellSession.LastStatus"/> and returns it.
/// What jumps (break, return, exit, an interruption) is a state of the session, looked at after every command: no exception is thrown for it.
/// User code may nest as deep as <see cref="ShellSession.MaximumDepth"/>: where the stack runs short the rest goes on from the executive, on an empty one.
/// </remarks>
public sealed partial class Interpreter
{
    private const int ExpansionFailedStatus = 2;
    private readonly ShellSession _session;
    private readonly Expander _expander;

    public Interpreter(ShellSession session)
    {
        _session = session;
        _expander = new Expander(session, this);
    }

    public ShellSession Session => _session;

    /// <summary>Runs a script's text, and reports what is wrong with it. <paramref name="name"/> is for the report.</summary>
    public async KernelTask<int> RunText(string text, string name)
    {
        if (!Parser.Parse(text).Succeeded(out CommandList? script, out SyntaxError? error))
        {
            await Report(error.Render(name, text));
            _session.LastStatus = 2;
            return 2;
        }

        return await Run(script);
    }

    /// <summary>Runs what is trapped on EXIT. The shell's last act.</summary>
    public async KernelTask<int> RunExitTrap()
    {
        if (!_session.Traps.Remove("EXIT", out string? action) || action.Length == 0)
        {
            return _session.LastStatus;
        }

        int status = _session.LastStatus;
        _session.StopUnwinding();
        _ = await RunText(action, "trap");
        _session.LastStatus = _session.IsExiting ? _session.LastStatus : status;
        return _session.LastStatus;
    }

    public async KernelTask<int> Run(CommandList list)
    {
        foreach (AndOrList item in list.Items)
        {
            if (_session.Has(ShellOptions.NoExecution))
            {
                break;
            }

            if (item.Execution == Execution.Background)
            {
                await StartBackground(item);
            }
            else
            {
                _ = await RunAndOr(item);
            }

            if (await MustLeave())
            {
                break;
            }
        }

        return _session.LastStatus;
    }

    /// <summary>Runs a substitution's commands in a subshell. Returns what they printed, and their status.</summary>
    public async KernelTask<(string Output, int Status)> Capture(CommandList body)
    {
        CaptureStream output = new();
        ShellSession child = _session.Fork(_session.Interruption);
        child.Descriptors.Set(1, output);
        int status = await RunChild(child, body);
        return (ShellText.Decode(output.Captured.Span), status);
    }

    /// <summary>Shows a message of the shell itself on standard error.</summary>
    public async KernelTask Report(string message)
    {
        OutputWriter writer = new(_session.Descriptors[2] ?? new ClosedStream(), _session.Executive, null);
        writer.Write(message);
        _ = await writer.TryFlush(); // There is nowhere left to complain to.
    }

    /// <summary>Runs a subshell to its end, and lets go of its descriptors.</summary>
    private static async KernelTask<int> RunChild(ShellSession child, CommandList body)
    {
        Interpreter interpreter = new(child);
        _ = await interpreter.Run(body);
        int status = await interpreter.RunExitTrap();
        child.Descriptors.CloseAll();
        return status;
    }

    /// <summary>Whether what follows is not to be run: something jumps, or the interruption came. Also where a held job holds still.</summary>
    private async KernelTask<bool> MustLeave()
    {
        await _session.Executive.Breathe();
        if (_session.Interruption is { } interruption)
        {
            await interruption.PassHold();
            if (interruption.IsRequested && _session.Unwinding is Unwinding.None)
            {
                await Interrupted(interruption);
            }
        }

        return _session.Unwinding != Unwinding.None;
    }

    private async KernelTask Interrupted(Interruption interruption)
    {
        int signal = interruption.Signal;
        if (_session.Traps.ContainsKey(Signals.NameOf(signal)))
        {
            interruption.Forget();
        }

        await Obey(signal);
    }

    /// <summary>A signal has come: runs its trap, or ends the line, or the shell that nobody types at.</summary>
    private async KernelTask Obey(int signal)
    {
        _session.LastStatus = 128 + signal;
        if (_session.Traps.TryGetValue(Signals.NameOf(signal), out string? action))
        {
            _ = await RunText(action, "trap");
            return;
        }

        _session.Unwind(_session.Foreground is null ? Unwinding.Exit : Unwinding.Line);
    }

    private async KernelTask<int> RunAndOr(AndOrList list)
    {
        int status = await RunChecked(list.First, list.Rest.Count == 0);
        for (int i = 0; i < list.Rest.Count && _session.Unwinding == Unwinding.None; i++)
        {
            AndOrTail tail = list.Rest[i];
            if ((tail.Operator == AndOrOperator.And) == (status == 0))
            {
                status = await RunChecked(tail.Pipeline, i == list.Rest.Count - 1);
            }
        }

        return status;
    }

    /// <summary>Runs a pipeline, and applies <c>set -e</c> to it unless its status is looked at (XCU 2.14, set -e).</summary>
    private async KernelTask<int> RunChecked(Pipeline pipeline, bool isLast)
    {
        int tolerance = isLast && pipeline.Negation == Negation.None ? 0 : 1;
        _session.ToleratedFailures += tolerance;
        int status = await RunPipeline(pipeline);
        _session.ToleratedFailures -= tolerance;
        if (_session.Unwinding == Unwinding.None)
        {
            _session.LastStatus = status;
            bool counts = pipeline.Commands.Count > 1 || pipeline.Commands[0] is SimpleCommand or Subshell;
            if (status != 0 && counts && tolerance == 0 && _session.ToleratedFailures == 0 && _session.Has(ShellOptions.ExitOnError))
            {
                _session.RequestExit(status);
            }
        }

        return _session.LastStatus;
    }

    private async KernelTask<int> RunCommand(Command command)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            await _session.Executive.Yield();
        }

        try
        {
            return command switch
            {
                SimpleCommand simple => await RunSimple(simple),
                BraceGroup group => await Run(group.Body),
                Subshell subshell => await RunChild(_session.Fork(_session.Interruption), subshell.Body),
                IfCommand choice => await RunIf(choice),
                LoopCommand loop => await RunLoop(loop),
                ForCommand loop => await RunFor(loop),
                CaseCommand choice => await RunCase(choice),
                FunctionDefinition function => Define(function),
                RedirectedCommand redirected => await RunRedirected(redirected),
                _ => throw new InvariantBrokenException("a command of no known kind"),
            };
        }
        catch (ExpansionException failure)
        {
            await Report(_session.Name + ": " + failure.Message + "\n");
            _session.LastStatus = ExpansionFailedStatus;
            _session.Unwind(_session.Foreground is null ? Unwinding.Exit : Unwinding.Line);
            return ExpansionFailedStatus;
        }
    }

    private int Define(FunctionDefinition function)
    {
        _session.Define(function);
        return 0;
    }
}
