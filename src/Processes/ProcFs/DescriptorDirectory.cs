using System;
using System.Buffers.Text;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The open files of a process, as links (proc(5), fd) or as texts about them (fdinfo).</summary>
internal sealed class DescriptorDirectory(ProcFileSystem owner, ulong number, Process process, ProcessEntry entry) : GeneratedDirectory(owner, number)
{
    private const ulong NumbersFrom = 1UL << 62;
    private const ushort OwnerOnly = 0x1c0; // 0700
    private const ushort OwnerReads = 0x100; // 0400
    private const int IdShift = 24;

    private DescriptorTable? Open => process.State is ProcessState.Alive or ProcessState.Ending ? process.Descriptors : null;

    private bool IsLinks => entry == ProcessEntry.Descriptors;

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        if (!ProcessesDirectory.TryParse(name, out int descriptor) || Open is not { } table || !table.IsInUse(descriptor))
        {
            return Errno.NoEntry;
        }

        found = IsLinks
            ? new DescriptorLink(owner, NumberOf(descriptor), process, descriptor)
            : new DescriptorFile(owner, NumberOf(descriptor), process, descriptor);
        found.Permissions = IsLinks ? OwnerOnly : OwnerReads;
        (found.Owner, found.Group) = (Owner, Group);
        return FileOutcome.Done;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        Span<byte> name = stackalloc byte[11];
        int at = (int)(Math.Max(position, OpenFile.FirstEntry) - OpenFile.FirstEntry);
        for (; Open is { } table && at < table.End; at++)
        {
            if (!table.IsInUse(at))
            {
                continue;
            }

            _ = Utf8Formatter.TryFormat(at, name, out int length); // 10 digits
            if (!listing.TryAdd(name[..length], NumberOf(at), IsLinks ? InodeKind.SymbolicLink : InodeKind.File, OpenFile.FirstEntry + (ulong)at + 1))
            {
                break;
            }

            position = OpenFile.FirstEntry + (ulong)at + 1;
        }

        return FileOutcome.Done;
    }

    private ulong NumberOf(int descriptor) => NumbersFrom + (IsLinks ? 0 : NumbersFrom >> 1) + ((ulong)process.ProcessId << IdShift) + (ulong)descriptor;
}
