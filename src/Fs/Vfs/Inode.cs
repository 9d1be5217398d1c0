using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A file, directory, link or device: the thing that names lead to.</summary>
/// <remarks>
/// Owns: its attributes; one holder of its <see cref="Pages"/> when it has pages, and those are the cache that read, write and every mapping
/// share (C-04, S-15). Does not own: its names, the open files.
/// Identity: one object for each (file system, number) while anybody refers to it (S-33).
/// States: referenced (by dentries and open files) → unreferenced → forgotten, or deleted when no name is left (C-04: a mapping keeps the pages).
/// The operations are synchronous tries (<see cref="FileOutcome"/>): what cannot be done by this kind of inode says so.
/// </remarks>
public abstract partial class Inode
{
    private int _references;
    private VmObject? _pages;

    protected Inode(FileSystem fileSystem, ulong number, InodeKind kind, InodeTimes times = InodeTimes.Kept)
    {
        FileSystem = fileSystem;
        Number = number;
        Kind = kind;
        KeepsTimes = times == InodeTimes.Kept;
    }

    public FileSystem FileSystem { get; }

    /// <summary>Its number in its file system; never 0.</summary>
    public ulong Number { get; private set; }

    public InodeKind Kind { get; }

    /// <summary>The low 12 bits of st_mode.</summary>
    public ushort Permissions { get; set; }

    public uint Owner { get; set; }

    public uint Group { get; set; }

    public uint Links { get; set; } = 1;

    public FileTime AccessTime { get; set; }

    public FileTime ModifyTime { get; set; }

    public FileTime ChangeTime { get; set; }

    /// <summary>For a device node.</summary>
    public DeviceNumber Device { get; set; }

    /// <summary>Bytes.</summary>
    public virtual ulong Size => 0;

    /// <summary>What it takes on the disk, in units of 512 bytes.</summary>
    public virtual ulong Blocks => 0;

    /// <summary>The object whose pages are the contents; null when the file system has no page support, and mmap fails (M-40).</summary>
    public VmObject? Pages
    {
        get => _pages ?? MakePages();
        protected set => _pages = value;
    }

    /// <summary><see cref="Pages"/>, if they have been asked for.</summary>
    protected VmObject? KnownPages => _pages;

    /// <summary>What was cut off it is still on its way out.</summary>
    internal bool IsCutting => _pages is { IsCutting: true };

    /// <summary>Makes the object when it is first asked for; null when there is none.</summary>
    protected virtual VmObject? MakePages() => null;

    /// <summary>What a node is a name of and what its reads, writes and polls go to: a FIFO's pipe. Null when it is itself what it is.</summary>
    public Inode? Behind { get; set; }

    /// <summary>The object that must be had to open it, beside the directory that it lies in: the console. Null: the directory is enough.</summary>
    public KernelObject? Guard { get; set; }

    /// <summary>Locks on the file; null when there never were any.</summary>
    public FileLocks? Locks { get; set; }

    /// <summary>How many open files may write, and how many programs run it: one of them is 0 (ETXTBSY).</summary>
    public int Writers { get; internal set; }

    public int Executions { get; private set; }

    /// <summary>Counts the failed write-backs: an open file that has seen fewer is told at its next fsync.</summary>
    public uint FailedWrites { get; private set; }

    public Errno LastWriteError { get; private set; }

    public bool IsDirectory => Kind == InodeKind.Directory;

    public bool IsReferenced => _references != 0;

    /// <summary>From now on it is another one of its kind: nothing of the one before shows, which nobody refers to any more.</summary>
    protected void Renew(ulong number)
    {
        Panic.When(_references != 0 || Writers != 0 || Executions != 0, "an inode is used again while it is in use");
        Number = number;
        Links = 1;
        Behind = null;
        Guard = null;
        Locks = null;
        FailedWrites = 0;
        LastWriteError = Errno.None;
    }

    internal void Acquire() => _references = unchecked(_references + 1); // less than there are open files and names

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release()
    {
        Panic.When(_references == 0, "an inode is released more often than acquired");
        _references = unchecked(_references - 1); // not below 0
        if (_references == 0)
        {
            FileSystem.Unreferenced(this);
        }
    }

    /// <summary>Runs it as a program: nobody may write until <see cref="EndExecution"/>.</summary>
    public Errno BeginExecution()
    {
        if (Writers != 0)
        {
            return Errno.TextBusy;
        }

        Executions++;
        return Errno.None;
    }

    public void EndExecution() => Executions--;

    /// <summary>Remembers that contents could not be written: every file open now is told once.</summary>
    public void NoteWriteError(Errno error)
    {
        LastWriteError = error;
        FailedWrites++;
    }

    /// <summary>Its attributes changed: the file system is to store them some day.</summary>
    public virtual void AttributesChanged()
    {
    }

    /// <summary>Whether times are set when it is used.</summary>
    public bool KeepsTimes { get; }

    /// <summary>Finds a name in this directory. NoEntry when there is none.</summary>
    public virtual FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        return Errno.NotDirectory;
    }

    /// <summary>Makes an inode and gives it a name here. The name is free: the caller has looked.</summary>
    public virtual FileOutcome TryCreate(ReadOnlySpan<byte> name, in NewInode what, out Inode? made)
    {
        made = null;
        return Errno.NotPermitted;
    }

    /// <summary>Gives another inode, no directory, a name here.</summary>
    public virtual FileOutcome TryLink(ReadOnlySpan<byte> name, Inode target) => Errno.NotPermitted;

    /// <summary>Takes a name away: unlink, or rmdir when the child is a directory (NotEmpty when it is not empty).</summary>
    public virtual FileOutcome TryRemove(ReadOnlySpan<byte> name, Inode child) => Errno.NotPermitted;

    /// <summary>Moves a name. What the new name led to, if anything, loses it; a directory so replaced is empty or the answer is NotEmpty.</summary>
    public virtual FileOutcome TryRename(ReadOnlySpan<byte> name, Inode child, Inode to, ReadOnlySpan<byte> newName, Inode? replaced) => Errno.NotPermitted;

    /// <summary>Lists from a position on; <c>.</c> and <c>..</c> are the VFS's, at positions 0 and 1, so that what is given here starts at 2.</summary>
    public virtual FileOutcome TryList(ref ulong position, DirectoryListing listing) => Errno.NotDirectory;

    /// <summary>Where a symbolic link leads. Invalid when this is none.</summary>
    public virtual FileOutcome TryReadLink(Span<byte> into, out int length)
    {
        length = 0;
        return Errno.Invalid;
    }

    /// <summary>Where a link leads that means another place to each who asks, or tells not everybody (/proc).</summary>
    public virtual FileOutcome TryReadLink(PathContext asker, Span<byte> into, out int length) => TryReadLink(into, out length);

    /// <summary>A link that leads to a thing itself and not to its name: that of an open file, which may have none (proc(5), fd).</summary>
    /// <param name="asker">Whose walk meets the link.</param>
    /// <param name="target">What it leads to; held by whoever has it open.</param>
    /// <returns>False: it leads where <see cref="TryReadLink(PathContext, Span{byte}, out int)"/> says.</returns>
    public virtual bool TryJump(PathContext asker, out LinkTarget target)
    {
        target = default;
        return false;
    }

    /// <summary>A write to pages up to an offset is about to happen: may it? Nothing has changed yet.</summary>
    /// <param name="end">Where it will end, if it does in full. Beyond <see cref="Size"/>: the file is to grow.</param>
    public virtual FileOutcome TryBeginWrite(ulong end) => AwaitCut();

    /// <summary>Makes the file longer; <see cref="TryBeginWrite"/> allowed it.</summary>
    public virtual void Grow(ulong size) => Panic.Invariant("an inode without contents grows");

    /// <summary>Undoes <see cref="Grow"/> in the same step: nothing was written there.</summary>
    public virtual void Shrink(ulong size) => Panic.Invariant("an inode without contents shrinks");

    /// <summary>Cuts or prolongs the contents (truncate(2)).</summary>
    public virtual FileOutcome TryResize(ulong size) => Errno.Invalid;

    /// <summary>What was cut off a file may still be on its way out: until then it must not grow.</summary>
    protected FileOutcome AwaitCut() => _pages is { IsCutting: true } cut ? FileOutcome.AwaitsCut(cut) : FileOutcome.Done;

    /// <summary>Frees the pages of a range; they read as zero afterwards (fallocate(2), PUNCH_HOLE). The edges are the caller's.</summary>
    public virtual FileOutcome TryPunch(PageRange pages) => Errno.NotSupported;

    public virtual FileOutcome TrySync(SyncKind kind, ref FileProgress progress) => FileOutcome.Done;

    /// <summary>Somebody opens it, and it is no regular file: those are not asked. NoDeviceOrAddress for a node that nothing stands behind (open(2), ENXIO).</summary>
    /// <param name="file">The opening.</param>
    /// <param name="who">Whose: a terminal that is made for it belongs to them.</param>
    public virtual FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        bool isNode = Kind is InodeKind.Fifo or InodeKind.CharacterDevice or InodeKind.BlockDevice or InodeKind.Socket;
        return Behind is { } behind ? behind.TryOpen(file, who) : isNode ? Errno.NoDeviceOrAddress : FileOutcome.Done;
    }

    /// <summary>An open file of it is gone, or the opening was given up; and it is no regular file: those are not told.</summary>
    public virtual void Closed(OpenFile file) => Behind?.Closed(file);

    /// <summary>What it is ready for, and what happens when that changes: the same event each time, or null when it never does.</summary>
    [NoAllocation]
    public virtual PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = null;
        return Behind is { } behind ? behind.Poll(file, out changes) : PollEvents.Readable | PollEvents.Writable;
    }

    /// <summary>An opening was taken back from somebody: whoever waits to read or write looks again.</summary>
    public virtual void WakeWaiters(OpenFile file)
    {
        if (Behind is { } behind)
        {
            behind.WakeWaiters(file);
            return;
        }

        _ = Poll(file, out FileEvent? changes);
        changes?.WakeAll();
    }

    /// <summary>Whether the permission bits let somebody do something (inode(7)).</summary>
    [NoAllocation]
    public Errno Check(Credentials who, FileAccess access)
    {
        if (who.Has(FilePrivileges.OverridePermissions))
        {
            bool isRunnable = IsDirectory || (access & FileAccess.Execute) == 0 || (Permissions & 0x49) != 0; // any x bit
            return isRunnable ? Errno.None : Errno.AccessDenied;
        }

        int shift = who.User == Owner ? 6 : who.IsIn(Group) ? 3 : 0;
        return (((uint)Permissions >> shift) & (uint)access) == (uint)access ? Errno.None : Errno.AccessDenied;
    }

    /// <summary>Whether somebody may look up a name here: NotDirectory, AccessDenied.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Errno CheckSearch(Credentials who) =>
        Kind != InodeKind.Directory ? Errno.NotDirectory
        : who.Has(FilePrivileges.OverridePermissions) ? Errno.None
        : Check(who, FileAccess.Execute);

    /// <summary>Contents or entries changed now.</summary>
    internal void TouchModified() => TouchModified(FileSystem.Clock.Now);

    internal void TouchModified(FileTime now)
    {
        if (KeepsTimes)
        {
            ModifyTime = now;
            ChangeTime = now;
            AttributesChanged();
        }
    }

    internal void TouchChanged() => TouchChanged(FileSystem.Clock.Now);

    internal void TouchChanged(FileTime now)
    {
        if (KeepsTimes)
        {
            ChangeTime = now;
            AttributesChanged();
        }
    }
}
