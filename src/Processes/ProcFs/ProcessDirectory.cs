using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The directory of a process, or of one of its threads (proc(5), /proc/pid and /proc/pid/task/tid).</summary>
/// <remarks>Owns: the inodes in it, made when they are first asked for. One for each process, so that a directory that is open stays what it is.</remarks>
internal sealed class ProcessDirectory : GeneratedDirectory
{
    private const int IdShift = 16;
    private const int EntryShift = 8;
    private const ulong NumbersFrom = 1UL << 40;
    private const ushort ForAll = 0x124; // 0444
    private const ushort ForOwner = 0x100; // 0400
    private const ushort AnyLink = 0x1ff; // 0777
    private const ushort OwnerSearches = 0x140; // 0500

    private readonly ProcFileSystem _owner;
    private readonly Inode?[] _entries = new Inode?[(int)ProcessEntry.Tasks + 1];

    private ProcessDirectory(ProcFileSystem owner, Process process, Thread? thread)
        : base(owner, NumberOf(thread?.ThreadId ?? process.ProcessId) + (thread is null ? 0UL : 1))
    {
        _owner = owner;
        Process = process;
        Thread = thread;
    }

    public Process Process { get; }

    /// <summary>Of a thread's directory; null for the whole process.</summary>
    public Thread? Thread { get; }

    public static ulong NumberOf(int id) => NumbersFrom + ((ulong)id << IdShift);

    public static ProcessDirectory Of(ProcFileSystem owner, Process process)
    {
        process.Directory ??= new ProcessDirectory(owner, process, null);
        process.Directory.TakeOwner();
        return process.Directory;
    }

    public static ProcessDirectory Of(ProcFileSystem owner, Thread thread)
    {
        thread.Directory ??= new ProcessDirectory(owner, thread.Process, thread);
        thread.Directory.TakeOwner();
        return thread.Directory;
    }

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        for (ProcessEntry entry = 0; entry <= Last; entry++)
        {
            if (name.SequenceEqual(NameOf(entry)))
            {
                found = _entries[(int)entry] ??= Make(entry);
                (found.Owner, found.Group) = (Owner, Group);
                return FileOutcome.Done;
            }
        }

        return Errno.NoEntry;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        for (ulong at = Math.Max(position, OpenFile.FirstEntry); at <= OpenFile.FirstEntry + (ulong)Last; at++)
        {
            ProcessEntry entry = (ProcessEntry)(at - OpenFile.FirstEntry);
            if (!listing.TryAdd(NameOf(entry), NumberOf(entry), KindOf(entry), at + 1))
            {
                break;
            }

            position = at + 1;
        }

        return FileOutcome.Done;
    }

    private ProcessEntry Last => Thread is null ? ProcessEntry.Tasks : ProcessEntry.Tasks - 1;

    private static ReadOnlySpan<byte> NameOf(ProcessEntry entry) => entry switch
    {
        ProcessEntry.CommandLine => "cmdline"u8,
        ProcessEntry.Environment => "environ"u8,
        ProcessEntry.Name => "comm"u8,
        ProcessEntry.Stat => "stat"u8,
        ProcessEntry.Statm => "statm"u8,
        ProcessEntry.Status => "status"u8,
        ProcessEntry.Maps => "maps"u8,
        ProcessEntry.SharesOfMaps => "smaps"u8,
        ProcessEntry.Memory => "vm"u8,
        ProcessEntry.Limits => "limits"u8,
        ProcessEntry.Capabilities => "caps"u8,
        ProcessEntry.Stack => "stack"u8,
        ProcessEntry.Wait => "wchan"u8,
        ProcessEntry.Mounts => "mounts"u8,
        ProcessEntry.Scheduling => "schedstat"u8,
        ProcessEntry.Program => "exe"u8,
        ProcessEntry.WorkingDirectory => "cwd"u8,
        ProcessEntry.Root => "root"u8,
        ProcessEntry.Descriptors => "fd"u8,
        ProcessEntry.DescriptorTexts => "fdinfo"u8,
        _ => "task"u8,
    };

    private static InodeKind KindOf(ProcessEntry entry) => entry switch
    {
        ProcessEntry.Program or ProcessEntry.WorkingDirectory or ProcessEntry.Root => InodeKind.SymbolicLink,
        ProcessEntry.Descriptors or ProcessEntry.DescriptorTexts or ProcessEntry.Tasks => InodeKind.Directory,
        _ => InodeKind.File,
    };

    private static ushort PermissionsOf(ProcessEntry entry) => entry switch
    {
        ProcessEntry.Environment or ProcessEntry.Maps or ProcessEntry.SharesOfMaps or ProcessEntry.Memory or ProcessEntry.Capabilities
            or ProcessEntry.Stack => ForOwner,
        ProcessEntry.Program or ProcessEntry.WorkingDirectory or ProcessEntry.Root => AnyLink,
        ProcessEntry.Descriptors or ProcessEntry.DescriptorTexts => OwnerSearches,
        ProcessEntry.Tasks => OwnerSearches | 0x2d, // 0555
        _ => ForAll,
    };

    private void TakeOwner()
    {
        Credentials who = Process.Paths.Who;
        (Owner, Group) = (who.User, who.Group);
    }

    private ulong NumberOf(ProcessEntry entry) => Number + ((ulong)entry + 1 << EntryShift);

    private Inode Make(ProcessEntry entry)
    {
        ulong number = NumberOf(entry);
        Inode made = entry switch
        {
            ProcessEntry.Program or ProcessEntry.WorkingDirectory or ProcessEntry.Root => new ProcessLink(_owner, number, Process, entry),
            ProcessEntry.Descriptors or ProcessEntry.DescriptorTexts => new DescriptorDirectory(_owner, number, Process, entry),
            ProcessEntry.Tasks => new TaskDirectory(_owner, number, Process),
            _ => new ProcessFile(_owner, number, Process, Thread, entry),
        };
        made.Permissions = PermissionsOf(entry);
        return made;
    }
}
