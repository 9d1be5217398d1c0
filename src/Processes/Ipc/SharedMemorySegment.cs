using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Memory that has a number instead of a name, for whoever may attach it (shmget(2), C-42, C-43).</summary>
/// <remarks>
/// Owns: until it is removed, a hold on its pages. Does not own: the regions that show them; those are its attachments, so that fork, exit,
/// munmap and mprotect count by themselves.
/// States: live → removed (IPC_RMID; nobody finds the key any more, the number still works) → gone with the last attachment.
/// </remarks>
public sealed class SharedMemorySegment
{
    internal SharedMemorySegment(int id, int key, ulong size, VmObject pages, Credentials creator, ushort permissions)
    {
        Id = id;
        Key = key;
        Size = size;
        Pages = pages;
        CreatorUser = creator.User;
        CreatorGroup = creator.Group;
        Owner = creator.User;
        Group = creator.Group;
        Permissions = permissions;
        pages.Tag = this;
    }

    public int Id { get; }

    /// <summary>0 (IPC_PRIVATE) when it has none, or none any more.</summary>
    public int Key { get; private set; }

    /// <summary>Bytes, as asked for; the pages are whole.</summary>
    public ulong Size { get; }

    /// <summary>How many pages it has.</summary>
    public ulong PageCount => PagesFor(Size);

    /// <summary>What to map, shared.</summary>
    public VmObject Pages { get; }

    public uint CreatorUser { get; }

    public uint CreatorGroup { get; }

    public uint Owner { get; internal set; }

    public uint Group { get; internal set; }

    /// <summary>The low 9 bits of a mode.</summary>
    public ushort Permissions { get; internal set; }

    public bool IsRemoved { get; private set; }

    /// <summary>shm_nattch.</summary>
    public uint AttachCount => IsGone ? 0 : Pages.RegionCount;

    public FileTime AttachTime { get; private set; }

    public FileTime DetachTime { get; private set; }

    public FileTime ChangeTime { get; internal set; }

    public int CreatorProcess { get; internal init; }

    /// <summary>Who attached or detached it last.</summary>
    public int LastProcess { get; private set; }

    /// <summary>Removed and attached nowhere; the pages may be another's by now.</summary>
    internal bool IsGone => IsRemoved && (Pages.Tag != this || Pages.RegionCount == 0);

    /// <summary>How many pages so many bytes take; not 0.</summary>
    public static ulong PagesFor(ulong size) => ((size - 1) >> PageNumber.Shift) + 1;

    /// <summary>The segment whose pages a region shows; null when they are not a segment's (shmdt(2): EINVAL).</summary>
    public static SharedMemorySegment? Of(VmObject? pages) => pages?.Tag as SharedMemorySegment;

    public void NoteAttached(int process, FileTime now)
    {
        LastProcess = process;
        AttachTime = now;
    }

    public void NoteDetached(int process, FileTime now)
    {
        LastProcess = process;
        DetachTime = now;
    }

    /// <summary>Whether somebody may read or write it (sysvipc(7)).</summary>
    public Errno Check(Credentials who, FileAccess access)
    {
        bool isOwner = who.User == Owner || who.User == CreatorUser;
        int shift = isOwner ? 6 : who.IsIn(Group) || who.IsIn(CreatorGroup) ? 3 : 0;
        bool isAllowed = (((uint)Permissions >> shift) & (uint)access) == (uint)access;
        return isAllowed || who.Has(FilePrivileges.OverridePermissions) ? Errno.None : Errno.AccessDenied;
    }

    internal void Remove()
    {
        IsRemoved = true;
        Key = 0;
        Pages.Release();
    }
}
