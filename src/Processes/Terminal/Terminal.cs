using System;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>A terminal with its line discipline: what stands behind a console's or a pseudo-terminal's node (termios(3), tty_ioctl(4)).</summary>
/// <remarks>
/// Owns: settings, what was typed and not read, what was written and has not gone, the names of its foreground group and session.
/// Does not own: where output goes (<see cref="ITerminalOutput"/>), whoever types (calls <see cref="Receive"/>), sessions (<see cref="Session"/>): whoever makes
/// system calls decides whose controlling terminal it is, and asks <see cref="MayRead"/>, <see cref="MayWrite"/> and <see cref="MayChange"/> for those.
/// States: in use ↔ hung up for those who had it open; for an open file that is for good.
/// </remarks>
public sealed partial class Terminal : Inode
{
    private readonly ITerminalOutput _device;

    /// <summary>For those who poll, write or drain; who reads waits apart, so that echo does not wake it.</summary>
    private readonly FileEvent _changed = new();
    private readonly FileEvent _readable = new();
    private readonly ReadTimer _timer;
    private Termios _settings = Termios.Default;

    /// <summary>What open files carry; another after each hang-up, so that those before are known.</summary>
    private object _era = new();

    /// <param name="owner">Where inodes without names live.</param>
    /// <param name="device">Takes the output.</param>
    /// <param name="deadlines">For reads with a time limit.</param>
    public Terminal(AnonymousFileSystem owner, ITerminalOutput device, IDeadlineQueue deadlines)
        : base(owner, owner.NextNumber(), InodeKind.CharacterDevice, InodeTimes.Fixed)
    {
        _device = device;
        _timer = new ReadTimer(this, deadlines);
    }

    public override bool IsRecordStream => true;

    public Termios Settings => _settings;

    /// <summary>Signals go there; null when there is none.</summary>
    public ISignalGroup? Foreground { get; set; }

    /// <summary>Whose controlling terminal it is; null: nobody's.</summary>
    public Session? Session { get; internal set; }

    public WindowSize Window { get; private set; }

    public int OpenCount { get; private set; }

    /// <summary>How many bytes a read would find (FIONREAD, TIOCINQ).</summary>
    public int InputCount
    {
        get
        {
            int count = Rule == InputRule.Bytes ? _input.Count : _input.ReadableCount;
            for (ulong each = _input.Start; Rule == InputRule.Lines && each < _input.LineStart; each++)
            {
                count -= IsEndOfFile(each) ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>How many bytes have not gone (TIOCOUTQ).</summary>
    public int OutputCount => _out.Count;

    private InputRule Rule => _settings.Has(LocalModes.Canonical) ? InputRule.Lines : InputRule.Bytes;

    /// <summary>The terminal that an open file is of; of a pseudo-terminal's either side. Null when it is something else.</summary>
    /// <param name="file">Any.</param>
    /// <param name="side">Which side of it the file is.</param>
    public static Terminal? Of(OpenFile file, out TerminalSide side)
    {
        PseudoTerminal? pair = file.Attachment as PseudoTerminal;
        side = pair is null ? TerminalSide.Terminal : TerminalSide.Master;
        return pair?.Terminal ?? file.Inode.Behind as Terminal ?? file.Inode as Terminal;
    }

    /// <summary>Changes the settings (TCSETS, TCSETSW, TCSETSF). Waits for the output when it is to.</summary>
    public FileOutcome TrySetSettings(in Termios settings, TerminalChange change)
    {
        if (change != TerminalChange.Now && _out.Count != 0)
        {
            return FileOutcome.Blocks(_changed);
        }

        if (change == TerminalChange.AfterOutputWithoutInput)
        {
            Flush(TerminalQueue.Input);
        }

        Termios old = _settings;
        _settings = settings;
        if (((old.Local ^ settings.Local) & LocalModes.Canonical) != 0)
        {
            _isLiteral = false;
            _input.Recount(Rule);
        }

        if (old.Has(InputModes.FlowControl) && !settings.Has(InputModes.FlowControl))
        {
            Control(TerminalFlow.ContinueOutput);
        }

        WakeAll();
        return FileOutcome.Done;
    }

    /// <summary>Waits until all output has gone (tcdrain(3), TCSBRK).</summary>
    public FileOutcome TryDrain() => _out.Count == 0 ? FileOutcome.Done : FileOutcome.Blocks(_changed);

    /// <summary>Drops what was typed and not read, or written and has not gone.</summary>
    public void Flush(TerminalQueue queue)
    {
        if (queue != TerminalQueue.Output)
        {
            _input.Clear();
            _device.InputTaken();
        }

        if (queue != TerminalQueue.Input)
        {
            _out.Drop(_out.Count);
            _changed.WakeAll(PollEvents.Writable);
        }
    }

    /// <summary>Says how large the window is; the foreground group is told when that is new.</summary>
    public void SetWindow(WindowSize size)
    {
        if (Window != size)
        {
            Window = size;
            Foreground?.Send(Signal.WindowChange);
        }
    }

    /// <summary>The line is lost (vhangup(2)): who has it open reads the end and cannot write; its session's leader and the foreground group are told, and no session has it any more.</summary>
    public void HangUp()
    {
        _era = new object();
        _input.Clear();
        _out.Drop(_out.Count);
        _isHeld = false;
        _isLiteral = false;
        ISignalGroup? group = Foreground;
        Process? leader = Session?.Leader;
        Foreground = null;
        Session?.Lose();
        _ = leader?.Send(new SignalInfo { Signal = Signal.HangUp, Code = SignalCode.Kernel }); // no real-time signals: there is room
        _ = leader?.Send(new SignalInfo { Signal = Signal.Continue, Code = SignalCode.Kernel });
        group?.Send(Signal.HangUp);
        group?.Send(Signal.Continue);
        WakeAll();
    }

    /// <summary>Takes what was typed and not read, whole lines or not: whoever lent the terminal reads on.</summary>
    public int TakeInput(Span<byte> into)
    {
        int count = _input.Take(into);
        _input.Recount(Rule);
        return count;
    }

    /// <summary>Whether an open file had it open before it was hung up: its other calls fail with InputOutput.</summary>
    public bool IsHungUp(OpenFile file) => file.Attachment != _era && file.Attachment is not PseudoTerminal;

    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        file.Attachment = _era;
        OpenCount++;
        return FileOutcome.Done;
    }

    public override void Closed(OpenFile file)
    {
        if (file.Attachment is null)
        {
            return; // it never was open
        }

        OpenCount--;
        if (OpenCount == 0)
        {
            _timer.Stop();
            _device.Unused();
        }
    }

    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _changed;
        if (IsHungUp(file))
        {
            return PollEvents.Readable | PollEvents.Writable | PollEvents.Error | PollEvents.HungUp;
        }

        byte minimum = _settings[ControlCharacter.Minimum];
        int needed = Rule == InputRule.Bytes && _settings[ControlCharacter.Time] == 0 && minimum != 0 ? minimum : 1;
        int there = Rule == InputRule.Lines ? _input.ReadableCount : _input.Count;
        return (there >= needed ? PollEvents.Readable : PollEvents.None) | (_out.Count <= LowOutput ? PollEvents.Writable : PollEvents.None);
    }

    public override void WakeWaiters(OpenFile file) => WakeAll();

    private void WakeAll()
    {
        _readable.WakeAll();
        _changed.WakeAll();
    }

    private void WakeReaders()
    {
        _readable.WakeAll();
        _changed.WakeAll(PollEvents.Readable);
    }
}
