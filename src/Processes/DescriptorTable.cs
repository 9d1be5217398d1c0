using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A process's descriptors: small numbers for the capabilities of its open files (C-27).</summary>
/// <remarks>
/// Owns: the space that holds the capabilities, and the numbers. Does not own: open files; each is closed with its last capability.
/// Shared by processes made with CLONE_FILES. Invariant: a number in use names a capability of this space, which may have been revoked meanwhile.
/// </remarks>
public sealed class DescriptorTable
{
    private const int FirstLength = 16;

    private readonly CapabilityTable _capabilities;
    private readonly Reaper _reaper;
    private Entry[] _entries = new Entry[FirstLength];
    private int _users = 1;
    private int _lowestFree;

    public DescriptorTable(CapabilityTable capabilities, CapabilitySpace space, Reaper reaper)
    {
        _capabilities = capabilities;
        Space = space;
        _reaper = reaper;
    }

    public CapabilitySpace Space { get; }

    /// <summary>The directory that absolute paths start at, as a capability: everything opened by a path is derived from it.</summary>
    public CapabilityHandle Root { get; private set; }

    /// <summary>The container it may make processes in, and whose processes it may name; None: it may name nobody but itself.</summary>
    public CapabilityHandle Home { get; private set; }

    /// <summary>What pays for whatever is made: memory, threads, pipes; None: nothing can be made.</summary>
    public CapabilityHandle Purse { get; private set; }

    /// <summary>One more than the highest number there may be (RLIMIT_NOFILE).</summary>
    public int Limit { get; set; } = 1024;

    /// <summary>One more than the highest number in use.</summary>
    public int End { get; private set; }

    public int Count { get; private set; }

    /// <summary>The process that last set a record lock (F_GETLK's l_pid); 0: none ever did.</summary>
    public int LockOwner { get; set; }

    /// <summary>Whether another process uses it, too.</summary>
    public bool IsShared => _users > 1;

    /// <summary>Whether there is a free number below the limit.</summary>
    public bool HasRoom => FindFree(0) < Limit;

    public DescriptorTable Share()
    {
        _users++;
        return this;
    }

    /// <summary>The open file of a descriptor, if its capability carries the rights.</summary>
    /// <returns>BadDescriptor, also when it was not opened for that (read(2)); NotCapable when it was, and the right is withheld.</returns>
    [NoAllocation]
    public Result<OpenFile> Get(int descriptor, Rights rights, [CallerMemberName] string operation = "")
    {
        Entry[] entries = _entries;
        if (unchecked((uint)descriptor) >= (uint)entries.Length)
        {
            return Errno.BadDescriptor;
        }

        Result<OpenFile> found = Space.Get<OpenFile>(entries[descriptor].Handle, rights, operation);
        return found.IsOk ? found : Explain(found.Error, entries[descriptor].Handle, rights);
    }

    /// <summary>The capability behind a descriptor, for what derives from it.</summary>
    public CapabilityHandle HandleOf(int descriptor) => unchecked((uint)descriptor) < (uint)_entries.Length ? _entries[descriptor].Handle : CapabilityHandle.None;

    public DescriptorFlags FlagsOf(int descriptor) => _entries[descriptor].Flags;

    public void SetFlags(int descriptor, DescriptorFlags flags) => _entries[descriptor].Flags = flags;

    public bool IsInUse(int descriptor) => unchecked((uint)descriptor) < (uint)_entries.Length && _entries[descriptor].Handle != CapabilityHandle.None;

    /// <summary>Whether paths may start at a directory: the capability for it was given, and has not been taken back.</summary>
    /// <param name="authority">None: the root's.</param>
    /// <returns>CapabilityMode: it may use only what it was handed, and no directory was (ECAPMODE).</returns>
    [NoAllocation]
    public Errno CheckStart(CapabilityHandle authority, [CallerMemberName] string operation = "")
    {
        CapabilityHandle used = authority == CapabilityHandle.None ? Root : authority;
        if (used == CapabilityHandle.None)
        {
            return _capabilities.Denials.DenyAmbientName(Space.Id, operation);
        }

        return Space.Get<OpenFile>(used, Rights.None, operation).IsOk ? Errno.None : Errno.CapabilityMode;
    }

    /// <summary>Whether there is a root, and it has not been taken back.</summary>
    public bool IsRootValid => Space.RightsOf(Root) != Rights.None;

    /// <summary>The container that the process may name others in and make others in.</summary>
    /// <returns>NotCapable, also when it was given none.</returns>
    [NoAllocation]
    public Result<Container> GetHome(Rights rights, [CallerMemberName] string operation = "")
    {
        Result<Container> found = Space.Get<Container>(Home, rights, operation);
        return found.IsOk ? found : Errno.NotCapable;
    }

    /// <summary>Whether the process may have something made that its quota pays for.</summary>
    /// <returns>NotCapable, also when it was given no quota.</returns>
    [NoAllocation]
    public Errno CheckPurse([CallerMemberName] string operation = "") => Space.Get<Quota>(Purse, Rights.Charge, operation).IsOk ? Errno.None : Errno.NotCapable;

    /// <summary>Gives the directory that paths start at, with these rights.</summary>
    public Errno SetRoot(CapabilitySpace from, CapabilityHandle directory, Rights rights)
    {
        Result<CapabilityHandle> derived = from.DeriveInto(Space, directory, rights);
        Root = derived.IsOk ? derived.Expect("it was derived") : Root;
        return derived.Error;
    }

    /// <summary>Gives the container that it may make and name others in, with these rights.</summary>
    public Errno SetHome(CapabilitySpace from, CapabilityHandle container, Rights rights)
    {
        Result<CapabilityHandle> derived = from.DeriveInto(Space, container, rights);
        Home = derived.IsOk ? derived.Expect("it was derived") : Home;
        return derived.Error;
    }

    /// <summary>Gives the quota that pays for what it makes, with these rights.</summary>
    public Errno SetPurse(CapabilitySpace from, CapabilityHandle quota, Rights rights)
    {
        Result<CapabilityHandle> derived = from.DeriveInto(Space, quota, rights);
        Purse = derived.IsOk ? derived.Expect("it was derived") : Purse;
        return derived.Error;
    }

    /// <summary>Makes a capability of this space the root's, without giving up what was; None: there is no root.</summary>
    public void UseRoot(CapabilityHandle directory) => Root = directory;

    /// <summary>As <see cref="UseRoot"/>, for the container.</summary>
    public void UseHome(CapabilityHandle container) => Home = container;

    /// <summary>As <see cref="UseRoot"/>, for the quota.</summary>
    public void UsePurse(CapabilityHandle quota) => Purse = quota;

    /// <summary>Has absolute paths start with another capability of this space; what they started with is given up (chroot(2)).</summary>
    public void ReplaceRoot(CapabilityHandle directory)
    {
        _ = Space.Delete(Root); // it may have been revoked
        Root = directory;
    }

    /// <summary>A capability of this space as a working directory's, which outlives the descriptor it is taken from (fchdir(2)).</summary>
    public Result<CapabilityHandle> Keep(CapabilityHandle directory)
    {
        Rights rights = Space.RightsOf(directory);
        return Space.Derive(directory, (rights & Rights.Duplicate) != 0 ? rights : rights & ~Rights.Transfer);
    }

    /// <summary>Ends a <see cref="Keep"/>.</summary>
    public void Leave(CapabilityHandle kept)
    {
        if (kept != CapabilityHandle.None)
        {
            _ = Space.Delete(kept); // it may have been revoked
        }
    }

    /// <summary>The lowest free number for a file that was reached through a directory; TooManyOpenFiles, QuotaExceeded.</summary>
    /// <remarks>The file is closed when it cannot be held.</remarks>
    public Result<int> AddReached(OpenFile file, DescriptorFlags flags, int lowest = 0) =>
        Add(Space.Reach(file.Through == CapabilityHandle.None ? Root : file.Through, file, file.Rights), file, flags, lowest);

    /// <summary>The lowest free number for a capability that this space holds already; Invalid if it is not for a file.</summary>
    public Result<int> AddHeld(CapabilityHandle handle, DescriptorFlags flags, int lowest = 0)
    {
        if (!Space.Get<OpenFile>(handle, Rights.None).Ok(out _, out Errno error) || NumberOf(handle) >= 0)
        {
            return error != Errno.None ? error : Errno.Exists;
        }

        int free = FindFree(lowest);
        if (free >= Limit)
        {
            return Errno.TooManyOpenFiles;
        }

        Grow(free);
        Occupy(free, handle, flags);
        return free;
    }

    /// <summary>The number that a capability has as a descriptor; -1: none.</summary>
    public int NumberOf(CapabilityHandle handle)
    {
        for (int descriptor = 0; descriptor < End; descriptor++)
        {
            if (_entries[descriptor].Handle == handle)
            {
                return descriptor;
            }
        }

        return -1;
    }

    /// <summary>The lowest free number for a file that nothing else gives authority over: a pipe, an event counter.</summary>
    public Result<int> AddNew(OpenFile file, DescriptorFlags flags, int lowest = 0) => Add(Space.Insert(file, file.Rights), file, flags, lowest);

    /// <summary>A number of one's own choice for another's capability: what a shell gives to a program it starts.</summary>
    public Errno Place(int descriptor, OpenFile file)
    {
        Grow(descriptor);
        if (!Space.Insert(file, file.Rights).Ok(out CapabilityHandle handle, out Errno error))
        {
            return error;
        }

        Occupy(descriptor, handle, DescriptorFlags.None);
        return Errno.None;
    }

    /// <summary>dup(2), fcntl(2) F_DUPFD: another number for the same open file, of the same standing.</summary>
    public Result<int> Duplicate(int descriptor, int lowest, DescriptorFlags flags)
    {
        if (!IsInUse(descriptor))
        {
            return Errno.BadDescriptor;
        }

        int free = FindFree(lowest);
        if (free >= Limit)
        {
            return Errno.TooManyOpenFiles;
        }

        if (!Space.Duplicate(_entries[descriptor].Handle).Ok(out CapabilityHandle copy, out Errno error))
        {
            return error;
        }

        Grow(free);
        Occupy(free, copy, flags);
        return free;
    }

    /// <summary>dup3(2): a certain number, which is closed first when it is in use.</summary>
    public Errno DuplicateTo(int descriptor, int wanted, DescriptorFlags flags)
    {
        if (!IsInUse(descriptor) || wanted < 0 || wanted >= Limit)
        {
            return Errno.BadDescriptor;
        }

        if (!Space.Duplicate(_entries[descriptor].Handle).Ok(out CapabilityHandle copy, out Errno error))
        {
            return error;
        }

        if (IsInUse(wanted))
        {
            _ = Close(wanted);
        }

        Grow(wanted);
        Occupy(wanted, copy, flags);
        return Errno.None;
    }

    public Errno Close(int descriptor)
    {
        if (!IsInUse(descriptor))
        {
            return Errno.BadDescriptor;
        }

        CapabilityHandle handle = _entries[descriptor].Handle;
        ReleaseLocks(handle);
        _entries[descriptor] = default;
        Count--;
        _lowestFree = Math.Min(_lowestFree, descriptor);
        while (End > 0 && _entries[End - 1].Handle == CapabilityHandle.None)
        {
            End--;
        }

        _ = Space.Delete(handle); // a capability that was revoked is gone already
        return Errno.None;
    }

    public void CloseForExecute()
    {
        for (int descriptor = End - 1; descriptor >= 0; descriptor--)
        {
            if ((_entries[descriptor].Flags & DescriptorFlags.CloseOnExecute) != 0)
            {
                _ = Close(descriptor);
            }
        }
    }

    /// <summary>A child's: each capability derived from the parent's, so that what is revoked here is revoked there (C-83).</summary>
    public Result<DescriptorTable> Fork(Quota quota)
    {
        if (!CapabilitySpace.Create(_capabilities, quota).Ok(out CapabilitySpace? space, out Errno error))
        {
            return error;
        }

        DescriptorTable child = new(_capabilities, space, _reaper) { Limit = Limit };
        child.Grow(End - 1);
        CapabilityHandle root = default;
        CapabilityHandle home = default;
        CapabilityHandle purse = default;
        for (int descriptor = 0; descriptor < End && error == Errno.None; descriptor++)
        {
            error = child.Inherit(this, descriptor);
        }

        error = error == Errno.None ? Derive(child, Root, out root) : error;
        error = error == Errno.None ? Derive(child, Home, out home) : error;
        error = error == Errno.None ? Derive(child, Purse, out purse) : error;
        (child.Root, child.Home, child.Purse) = (root, home, purse);
        if (error != Errno.None)
        {
            child.Release();
            return error;
        }

        return child;
    }

    /// <summary>One user less; the last closes everything.</summary>
    public void Release()
    {
        if (--_users != 0)
        {
            return;
        }

        for (int descriptor = 0; descriptor < End; descriptor++)
        {
            ReleaseLocks(_entries[descriptor].Handle);
        }

        _reaper.Close(Space);
    }

    /// <summary>Record locks belong to whoever shares the table, and go when any descriptor of the file does (fcntl(2)).</summary>
    private void ReleaseLocks(CapabilityHandle handle)
    {
        if (LockOwner != 0 && Space.Get<OpenFile>(handle, Rights.None).Ok(out OpenFile? file, out _))
        {
            file.Inode.Locks?.ReleaseAll(this);
        }
    }

    private Errno Inherit(DescriptorTable parent, int descriptor)
    {
        ref Entry entry = ref parent._entries[descriptor];
        if (entry.Handle == CapabilityHandle.None)
        {
            return Errno.None;
        }

        Errno error = parent.Derive(this, entry.Handle, out CapabilityHandle copy);
        if (error == Errno.None && copy != CapabilityHandle.None)
        {
            Occupy(descriptor, copy, entry.Flags);
        }

        return error;
    }

    /// <summary>A capability that has been revoked, or that may not be passed on, is not inherited.</summary>
    internal Errno Derive(DescriptorTable child, CapabilityHandle handle, out CapabilityHandle copy)
    {
        copy = CapabilityHandle.None;
        if (handle == CapabilityHandle.None)
        {
            return Errno.None;
        }

        Result<CapabilityHandle> derived = Space.DeriveInto(child.Space, handle);
        bool isWithheld = derived.Error is Errno.NotCapable or Errno.BadDescriptor;
        copy = derived.IsOk ? derived.Expect("it was derived") : CapabilityHandle.None;
        return isWithheld ? Errno.None : derived.Error;
    }

    private Result<int> Add(Result<CapabilityHandle> held, OpenFile file, DescriptorFlags flags, int lowest)
    {
        if (!held.Ok(out CapabilityHandle handle, out Errno error))
        {
            file.Close();
            return error;
        }

        int free = FindFree(lowest);
        if (free >= Limit)
        {
            _ = Space.Delete(handle); // closes the file
            return Errno.TooManyOpenFiles;
        }

        Grow(free);
        Occupy(free, handle, flags);
        return free;
    }

    /// <summary>Why a capability was not had: what a file was not opened for is EBADF, as always (read(2)).</summary>
    [NoAllocation]
    private Errno Explain(Errno error, CapabilityHandle handle, Rights rights)
    {
        if (error != Errno.NotCapable || !Space.Get<OpenFile>(handle, Rights.None).Ok(out OpenFile? file, out _))
        {
            return Errno.BadDescriptor;
        }

        bool isOpenFor = ((rights & Rights.Read) == 0 || file.CanRead) && ((rights & Rights.Write) == 0 || file.CanWrite);
        return isOpenFor ? Errno.NotCapable : Errno.BadDescriptor;
    }

    private int FindFree(int lowest)
    {
        int free = Math.Max(lowest, _lowestFree);
        while (free < End && _entries[free].Handle != CapabilityHandle.None)
        {
            free++;
        }

        if (lowest <= _lowestFree)
        {
            _lowestFree = free;
        }

        return free;
    }

    private void Grow(int descriptor)
    {
        if (descriptor >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(descriptor + 1, _entries.Length * 2));
        }
    }

    private void Occupy(int descriptor, CapabilityHandle handle, DescriptorFlags flags)
    {
        _entries[descriptor] = new Entry { Handle = handle, Flags = flags };
        End = Math.Max(End, descriptor + 1);
        Count++;
    }

    private struct Entry
    {
        public CapabilityHandle Handle;
        public DescriptorFlags Flags;
    }
}
