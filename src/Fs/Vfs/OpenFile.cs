using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>An open file: what a file descriptor, which is a capability, names. Descriptors made by dup and fork share it, and so its cursor (C-27).</summary>
/// <remarks>
/// Owns: a hold on its inode and place, the cursor, the flags. Does not own: descriptors; the last capability's end closes it.
/// States: open → closed (<see cref="Close"/>, once).
/// </remarks>
public sealed partial class OpenFile : KernelObject
{
    /// <summary>What may be changed after opening (fcntl(2), F_SETFL).</summary>
    public const OpenFlags Changeable = OpenFlags.Append | OpenFlags.NonBlocking | OpenFlags.NoAccessTime;

    /// <summary>Of who opened it.</summary>
    private readonly FilePrivileges _privileges;

    private uint _seenFailedWrites;
    private bool _isClosed;
    private int _holds;

    /// <summary>Opens an inode. Of a place: through <see cref="Vfs"/>; of something without a name (a pipe): with no place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OpenFile(Location place, Inode inode, OpenFlags flags, Rights rights, CapabilityHandle through = default, FilePrivileges privileges = FilePrivileges.None)
        : this(inode.IsDirectory ? ObjectType.Directory : ObjectType.File, place, inode, flags, rights, through, privileges)
    {
    }

    /// <summary>As the other, where it is known what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal OpenFile(ObjectType type, Location place, Inode inode, OpenFlags flags, Rights rights, CapabilityHandle through, FilePrivileges privileges)
        : base(type)
    {
        Place = place;
        Inode = inode;
        Flags = flags;
        Rights = rights;
        Through = through;
        _privileges = privileges;
        inode.Acquire();
        place.Mount?.Tree.Acquire(place);
        if (IsWriter)
        {
            inode.Writers++;
        }

        _seenFailedWrites = inode.FailedWrites;
    }

    public Inode Inode { get; }

    /// <summary>Where it was found; none for what has no name.</summary>
    public Location Place { get; }

    public OpenFlags Flags { get; private set; }

    /// <summary>The most that a capability for it may carry: the directory's it was reached through, and what it was opened for.</summary>
    public Rights Rights { get; }

    /// <summary>The capability by whose authority it was reached, in the space of who opened it; None: the root's, or none at all.</summary>
    public CapabilityHandle Through { get; }

    /// <summary>Where the next read or write begins; in a directory, which entry comes next.</summary>
    public ulong Position { get; private set; }

    /// <summary>What the inode keeps for this opening: a generated text, a terminal's state.</summary>
    public object? Attachment { get; set; }

    public bool CanRead => (Flags & (OpenFlags.Read | OpenFlags.PathOnly)) == OpenFlags.Read;

    public bool CanWrite => (Flags & (OpenFlags.Write | OpenFlags.PathOnly)) == OpenFlags.Write;

    /// <summary>Whether it keeps the file from being run (ETXTBSY). What never had a name is run while it is open: that is how a program gets into memfd_create(2).</summary>
    private bool IsWriter
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CanWrite && !Place.IsNone;
    }

    /// <summary>This directory as a start for paths, with what the capability that was used allows.</summary>
    /// <param name="rights">Those of the capability.</param>
    /// <param name="authority">The capability; None: the one for the root.</param>
    public Result<DirectoryReference> AsDirectory(Rights rights, CapabilityHandle authority = default) =>
        Inode.IsDirectory ? new DirectoryReference(Place, rights & Rights, authority) : Errno.NotDirectory;

    /// <summary>The pages to map (mmap(2)). NoDevice where there are none (M-40); AccessDenied for what it was not opened for.</summary>
    /// <param name="access">What the mapping shall allow.</param>
    /// <param name="flags">Shared: writes go to the file.</param>
    /// <param name="most">What mprotect may ever allow.</param>
    public Result<VmObject> GetPages(Access access, RegionFlags flags, out Access most)
    {
        bool isWritable = CanWrite && (Flags & OpenFlags.Append) == 0;
        most = Access.Read | (isWritable || (flags & RegionFlags.Shared) == 0 ? Access.Write : default);
        if (Place.Mount is not { } mount || (mount.Flags & MountFlags.NoExecute) == 0)
        {
            most |= Access.Execute;
        }

        if (!CanRead || (access & ~most) != 0)
        {
            return Errno.AccessDenied;
        }

        return Inode.Pages is { } pages ? pages : Errno.NoDevice;
    }

    /// <summary>Tells the inode that it is being opened; again after a wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FileOutcome TryOpen(Credentials who)
    {
        if ((Flags & OpenFlags.PathOnly) != 0 || Inode.Kind == InodeKind.File)
        {
            return FileOutcome.Done;
        }

        FileOutcome outcome = Inode.TryOpen(this, who);
        return outcome.Verdict == FileVerdict.WouldBlock && (Flags & OpenFlags.NonBlocking) != 0 ? Errno.Again : outcome;
    }

    /// <summary>What it is ready for now, and what happens when that changes: null when it never does (a regular file).</summary>
    [NoAllocation]
    public PollEvents Poll(out FileEvent? changes)
    {
        if ((Flags & OpenFlags.PathOnly) != 0)
        {
            changes = null;
            return PollEvents.Invalid;
        }

        PollEvents ready = Inode.Poll(this, out changes);
        ready |= (ready & PollEvents.Readable) != 0 ? PollEvents.ReadableNormal : PollEvents.None;
        return ready | ((ready & PollEvents.Writable) != 0 ? PollEvents.WritableNormal : PollEvents.None);
    }

    /// <summary>Those who are told when it is closed.</summary>
    public FileWatch? FirstWatch { get; private set; }

    /// <summary>Has somebody told when this file is closed.</summary>
    public void Add(FileWatch watch)
    {
        watch.Next = FirstWatch;
        if (FirstWatch is not null)
        {
            FirstWatch.Previous = watch;
        }

        FirstWatch = watch;
    }

    /// <summary>Not any more; the watch was added and has not been told.</summary>
    public void Remove(FileWatch watch)
    {
        if (watch.Previous is { } before)
        {
            before.Next = watch.Next;
        }
        else
        {
            FirstWatch = watch.Next;
        }

        if (watch.Next is { } after)
        {
            after.Previous = watch.Previous;
        }

        (watch.Next, watch.Previous) = (null, null);
    }

    public void ChangeFlags(OpenFlags flags) => Flags = (Flags & ~Changeable) | (flags & Changeable);

    /// <summary>Keeps it open beside its capabilities: the kernel itself uses it.</summary>
    public void Hold() => _holds++;

    /// <summary>Ends a <see cref="Hold"/>; the last one, when no capability is left, closes it.</summary>
    public void Unhold()
    {
        Panic.When(_holds == 0, "a file is let go that nobody holds");
        if (--_holds == 0 && CapabilityCount == 0)
        {
            Close();
        }
    }

    /// <summary>Ends it: descriptors are gone, locks go.</summary>
    public void Close() => End();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End()
    {
        Panic.When(_isClosed, "a file is closed twice");
        _isClosed = true;
        while (FirstWatch is { } watch)
        {
            Remove(watch);
            watch.Closing();
        }

        Inode inode = Inode;
        inode.Locks?.ReleaseAll(this);
        if (inode.Kind != InodeKind.File)
        {
            inode.Closed(this);
        }

        if (IsWriter)
        {
            inode.Writers--;
        }

        Place.Mount?.Tree.Release(Place);
        inode.Release();
    }

    /// <summary>Whoever waits for it looks again, and finds that it is gone.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        if ((Flags & OpenFlags.PathOnly) == 0)
        {
            Inode.WakeWaiters(this);
        }

        Inode.Locks?.Released.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        if (_holds == 0)
        {
            End();
        }

        return Capabilities.Progress.Done;
    }
}
