using System;
using System.Buffers.Text;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The processes as directories in /proc, named by their numbers (proc(5)).</summary>
/// <remarks>Whoever asks from inside a container sees the processes of that container only; the kernel's own shell sees all.</remarks>
public sealed class ProcessesDirectory : GeneratedDirectory
{
    private readonly ProcFileSystem _owner;
    private readonly Container _all;

    /// <param name="owner">Where it is to appear.</param>
    /// <param name="all">The outermost container.</param>
    public ProcessesDirectory(ProcFileSystem owner, Container all)
        : base(owner, owner.NextNumber())
    {
        _owner = owner;
        _all = all;
    }

    private Container Seen => _all.Scheduler.Running is { } asker ? asker.Process.Container : _all;

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = TryParse(name, out int id) && Seen.Find(id) is { } process ? ProcessDirectory.Of(_owner, process) : null;
        return found is null ? Errno.NoEntry : FileOutcome.Done;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        Span<byte> name = stackalloc byte[11];
        ulong after = Math.Max(position, OpenFile.FirstEntry) - OpenFile.FirstEntry;
        foreach (int id in Seen.CopyNumbers())
        {
            if ((ulong)id <= after)
            {
                continue;
            }

            _ = Utf8Formatter.TryFormat(id, name, out int length); // 10 digits
            if (!listing.TryAdd(name[..length], ProcessDirectory.NumberOf(id), InodeKind.Directory, OpenFile.FirstEntry + (ulong)id))
            {
                break;
            }

            position = OpenFile.FirstEntry + (ulong)id;
        }

        return FileOutcome.Done;
    }

    /// <summary>A number as it is written in /proc: no sign, no zero in front.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> name, out int id)
    {
        id = 0;
        return name.Length is > 0 and < 10 && (name[0] != (byte)'0' || name.Length == 1) && Utf8Parser.TryParse(name, out id, out int used) && used == name.Length && id >= 0;
    }
}
