using System;
using System.Buffers.Text;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The root of a <see cref="PseudoTerminalFileSystem"/>: terminals by number.</summary>
internal sealed class PseudoTerminalDirectory : Inode
{
    private const ushort OwnerWritesEverybodyReads = 0x1ed;

    private readonly PseudoTerminalFileSystem _owner;

    public PseudoTerminalDirectory(PseudoTerminalFileSystem owner)
        : base(owner, 1, InodeKind.Directory, InodeTimes.Fixed)
    {
        _owner = owner;
        Permissions = OwnerWritesEverybodyReads;
        Links = 2;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        bool isNumber = Utf8Parser.TryParse(name, out int number, out int length) && length == name.Length && (name.Length == 1 || name[0] is not ((byte)'0' or (byte)'+' or (byte)'-'));
        found = isNumber ? _owner.Find(number) : null;
        return found is null ? Errno.NoEntry : FileOutcome.Done;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        Span<byte> name = stackalloc byte[10];
        for (ulong number = position - OpenFile.FirstEntry; number < PseudoTerminalFileSystem.MostTerminals; number++)
        {
            if (_owner.Find((int)number) is not { } terminal)
            {
                continue;
            }

            Panic.When(!Utf8Formatter.TryFormat((int)number, name, out int length), "a terminal's number is too long");
            if (!listing.TryAdd(name[..length], terminal.Number, terminal.Kind, number + 1 + OpenFile.FirstEntry))
            {
                return FileOutcome.Done;
            }

            position = number + 1 + OpenFile.FirstEntry;
        }

        return FileOutcome.Done;
    }
}
