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
public sealed partial class DescriptorTable
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
    public bool HasRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => End < Limit || FindFree(0) < Limit;
    }

    public DescriptorTable Share()
    {
        _users++;
        return this;
    }

    /// <summary>The open file of a descriptor, if its capability carries the rights.</summary>
    /// <returns>BadDescriptor, also when it was not opened for that (read(2)); NotCapable when it was, and the right is withheld.</returns>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Result<OpenFile> Get(int descriptor, Rights rights, [CallerMemberName] string operation = "")
    {
        Entry[] entries = _entries;
        if (unchecked((uint)descriptor) >= (uint)entries.Length)
        {
            return Errno.BadDescriptor;
        }

        Result<OpenFile> found = Space.Get<OpenFile>(entries[descriptor].Handle, rights, operation);
        return found.IsOk ? found : Explain(found.Error, descriptor, rights);
    }

    /// <summary>The capability behind a descriptor, for what derives from it.</summary>
    public CapabilityHandle HandleOf(int descriptor) => unchecked((uint)descriptor) < (uint)_entries.Length ? _entries[descriptor].Handle : CapabilityHandle.None;

    public DescriptorFlags FlagsOf(int descriptor) => _entries[descriptor].Flags;

    public void SetFlags(int descriptor, DescriptorFlags flags) => _entries[descriptor].Flags = flags;

    public bool IsInUse(int descriptor) => unchecked((uint)descriptor) < (uint)_entries.Length && _entries[descriptor].Handle != CapabilityHandle.None;

    /// <summary>The lowest free number for a file that was reached through a directory; TooManyOpenFiles, QuotaExceeded.</summary>
    /// <remarks>The file is closed when it cannot be held.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Result<int> AddReached(OpenFile file, DescriptorFlags flags, int lowest = 0) =>
        Add(Reach(file), file, flags, lowest);

    /// <summary>The lowest free number for the console, opened by a capability for it.</summary>
    public Result<int> AddConsole(OpenFile file, CapabilityHandle console, DescriptorFlags flags) => Add(ReachConsole(file, console), file, flags, lowest: 0);

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

    /// <summary>A number of one's own choice for another's capability: what a shell gives to a program it starts. The console lies below the process's capability for it.</summary>
    public Errno Place(int descriptor, OpenFile file)
    {
        Grow(descriptor);
        Result<CapabilityHandle> held = file.Inode.Guard is null ? Space.Insert(file, file.Rights) : ReachConsole(file, _console);
        if (!held.Ok(out CapabilityHandle handle, out Errno error))
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Errno Close(int descriptor)
    {
        Entry[] entries = _entries;
        if (unchecked((uint)descriptor) >= (uint)entries.Length)
        {
            return Errno.BadDescriptor;
        }

        ref Entry entry = ref entries[descriptor];
        CapabilityHandle handle = entry.Handle;
        if (handle == CapabilityHandle.None)
        {
            return Errno.BadDescriptor;
        }

        ReleaseLocks(handle);
        entry = default;
        Count = unchecked(Count - 1); // it was in use
        _lowestFree = Math.Min(_lowestFree, descriptor);
        if (descriptor == unchecked(End - 1))
        {
            FindEnd(entries, descriptor);
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
        for (int descriptor = 0; descriptor < End && error == Errno.None; descriptor++)
        {
            error = child.Inherit(this, descriptor);
        }

        error = error == Errno.None ? DeriveWellKnown(child) : error;
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

        if (_group is not null)
        {
            _reaper.Close(_group);
        }

        _reaper.Close(Space);
    }

    /// <summary>Record locks belong to whoever shares the table, and go when any descriptor of the file does (fcntl(2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReleaseLocks(CapabilityHandle handle)
    {
        if (LockOwner != 0)
        {
            ReleaseHeldLocks(handle);
        }
    }

    private void ReleaseHeldLocks(CapabilityHandle handle)
    {
        if (Space.Get<OpenFile>(handle, Rights.None).Ok(out OpenFile? file, out _))
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<OpenFile> Explain(Errno error, int descriptor, Rights rights)
    {
        if (error != Errno.NotCapable || !Space.Get<OpenFile>(_entries[descriptor].Handle, Rights.None).Ok(out OpenFile? file, out _))
        {
            return Errno.BadDescriptor;
        }

        bool isOpenFor = ((rights & Rights.Read) == 0 || file.CanRead) && ((rights & Rights.Write) == 0 || file.CanWrite);
        return isOpenFor ? Errno.NotCapable : Errno.BadDescriptor;
    }

    /// <summary>The highest number is free now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FindEnd(Entry[] entries, int highest)
    {
        while (unchecked((uint)(highest - 1)) < (uint)entries.Length && entries[unchecked(highest - 1)].Handle == CapabilityHandle.None) // -1 is no index
        {
            highest--;
        }

        End = highest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindFree(int lowest)
    {
        int free = _lowestFree;
        return lowest == 0 && (free == End || (free < End && _entries[free].Handle == CapabilityHandle.None)) ? free : FindFreeSlowly(lowest);
    }

    private int FindFreeSlowly(int lowest)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Grow(int descriptor)
    {
        if (descriptor >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(descriptor + 1, _entries.Length * 2));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Occupy(int descriptor, CapabilityHandle handle, DescriptorFlags flags)
    {
        _entries[descriptor] = new Entry { Handle = handle, Flags = flags };
        int end = unchecked(descriptor + 1); // it is an index
        End = Math.Max(End, end);
        Count = unchecked(Count + 1);
    }

    private struct Entry
    {
        public CapabilityHandle Handle;
        public DescriptorFlags Flags;
    }
}
