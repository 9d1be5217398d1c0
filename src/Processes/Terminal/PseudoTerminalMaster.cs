using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>/dev/ptmx: each opening is the master of a new pair (ptmx(4)).</summary>
public sealed class PseudoTerminalMaster : DeviceInode
{
    private const ushort EverybodyReadsAndWrites = 0x1b6;

    private readonly PseudoTerminalFileSystem _terminals;

    public PseudoTerminalMaster(DeviceFileSystem owner, PseudoTerminalFileSystem terminals)
        : base(owner, InodeKind.CharacterDevice, new DeviceNumber(5, 2), EverybodyReadsAndWrites)
    {
        _terminals = terminals;
    }

    /// <summary>The pair whose master an open file is; null when it is something else (TIOCGPTN, TIOCSPTLCK, TIOCGPTPEER).</summary>
    public static PseudoTerminal? Of(OpenFile file) => file.Attachment as PseudoTerminal;

    /// <summary>Makes a pair. NoSpace when there are enough.</summary>
    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        if (!_terminals.Create(who).Ok(out PseudoTerminal? pair, out Errno error))
        {
            return error;
        }

        file.Attachment = pair;
        return FileOutcome.Done;
    }

    public override void Closed(OpenFile file) => Of(file)?.End();

    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count) => Of(file)!.TryRead(into, out count);

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count) => Of(file)!.TryWrite(from, out count);

    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        PollEvents ready = Of(file)!.Poll(out FileEvent always);
        changes = always;
        return ready;
    }
}
