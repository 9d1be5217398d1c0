using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A pair: a terminal, and a master that reads what goes to it and types for it (pty(7)).</summary>
/// <remarks>
/// Owns: the terminal, its node in the file system of pseudo-terminals, the bytes on their way to the master. The master's open file owns the pair.
/// States: locked → unlocked; the terminal is unopened → open → closed (the master reads an error) → open; ends when the master is closed.
/// </remarks>
public sealed class PseudoTerminal : ITerminalOutput
{
    private const int MostBytes = 4096;

    private readonly PseudoTerminalFileSystem _owner;
    private readonly FileEvent _changed = new();
    private ByteRing _bytes = new();
    private bool _isAbandoned;

    internal PseudoTerminal(PseudoTerminalFileSystem owner, int number, AnonymousFileSystem anonymous, IDeadlineQueue deadlines)
    {
        _owner = owner;
        Number = number;
        Terminal = new Terminal(anonymous, this, deadlines)
        {
            Device = new DeviceNumber(PseudoTerminalSlave.FirstMajor + ((uint)number >> 8), (uint)number & 0xff),
        };
    }

    /// <summary>N of /dev/pts/N (TIOCGPTN).</summary>
    public int Number { get; }

    public Terminal Terminal { get; }

    /// <summary>What the terminal is opened by.</summary>
    public Inode Node => _owner.NodeOf(this);

    /// <summary>Whether the terminal cannot be opened yet (TIOCSPTLCK).</summary>
    public bool IsLocked { get; set; } = true;

    public bool IsEnded { get; private set; }

    /// <summary>How many bytes wait for the master (FIONREAD).</summary>
    public int Count => _bytes.Count;

    int ITerminalOutput.TryWrite(ReadOnlySpan<byte> bytes)
    {
        int fitting = Math.Min(bytes.Length, MostBytes - _bytes.Count);
        if (_bytes.Length == 0)
        {
            _bytes.Resize(MostBytes);
        }

        _bytes.Write(bytes[..fitting]);
        if (fitting != 0)
        {
            _changed.WakeAll(PollEvents.Readable);
        }

        return fitting;
    }

    void ITerminalOutput.Unused()
    {
        _isAbandoned = true;
        _changed.WakeAll();
    }

    void ITerminalOutput.InputTaken() => _changed.WakeAll(PollEvents.Writable);

    /// <summary>The terminal is opened by name: InputOutput while it is locked, and when its master is gone.</summary>
    internal Errno Check() => IsLocked || IsEnded ? Errno.InputOutput : Errno.None;

    internal void TerminalOpened() => _isAbandoned = false;

    internal FileOutcome TryRead(Span<byte> into, out int count)
    {
        count = _bytes.Read(into);
        if (count == 0 && !into.IsEmpty)
        {
            return _isAbandoned ? Errno.InputOutput : FileOutcome.Blocks(_changed);
        }

        Terminal.ContinueOutput();
        return FileOutcome.Done;
    }

    internal FileOutcome TryWrite(ReadOnlySpan<byte> from, out int count)
    {
        count = 0;
        if (_isAbandoned)
        {
            return Errno.InputOutput;
        }

        count = Terminal.Receive(from);
        return count == 0 && !from.IsEmpty ? FileOutcome.Blocks(_changed) : FileOutcome.Done;
    }

    internal PollEvents Poll(out FileEvent changes)
    {
        changes = _changed;
        PollEvents ready = _bytes.Count != 0 ? PollEvents.Readable : PollEvents.None;
        ready |= Terminal.HasInputRoom ? PollEvents.Writable : PollEvents.None;
        return ready | (_isAbandoned ? PollEvents.HungUp : PollEvents.None);
    }

    /// <summary>The master is closed: the terminal is hung up and has no name any more.</summary>
    internal void End()
    {
        IsEnded = true;
        _owner.Remove(this);
        Terminal.HangUp();
    }
}
