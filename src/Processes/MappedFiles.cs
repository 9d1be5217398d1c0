using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The authority behind a program's mappings of files, of segments of shared memory and of the clock's page: an attachment below the capability that each was made with.</summary>
/// <remarks>
/// Owns: the attachments; a region's badge is the number of its attachment here. Does not own: the regions. Revoking the capability, or any above it,
/// unmaps the regions with that badge, so that the next access faults. What outlives its descriptor is still below the directory it was reached through.
/// Invariant: outside a call, an attachment is there exactly while a region with its badge is, or may come to be: what shows where nothing is mapped.
/// </remarks>
public sealed class MappedFiles : KernelObject
{
    private readonly CapabilityTable _capabilities;
    private readonly AddressSpace _space;
    private Entry[] _entries = [];
    private int _count;

    public MappedFiles(CapabilityTable capabilities, AddressSpace space)
        : base(ObjectType.AddressSpace)
    {
        _capabilities = capabilities;
        _space = space;
    }

    /// <summary>Records a mapping that is about to be made.</summary>
    /// <param name="from">The space of the capability.</param>
    /// <param name="handle">What it is made with.</param>
    /// <param name="file">What that names; null: no file, but the clock, or the container that a segment of shared memory is in.</param>
    /// <param name="rights">What the mapping may ever do.</param>
    /// <returns>The badge for its region; QuotaExceeded, NoMemory.</returns>
    public Result<uint> Add(CapabilitySpace from, CapabilityHandle handle, OpenFile? file, Rights rights)
    {
        uint badge = TakeBadge();
        Result<Attachment> attached = from.Attach(handle, ObjectType.Region, rights, this, badge, "MapMemory");
        if (!attached.Ok(out Attachment attachment, out Errno error))
        {
            return error;
        }

        _entries[badge - 1] = new Entry { Attachment = attachment, File = file };
        _count++;
        return badge;
    }

    /// <summary>Records the mapping of a program's file by execve, which was reached through a directory.</summary>
    /// <param name="from">The space of the directory's capability.</param>
    /// <param name="directory">That capability.</param>
    /// <param name="file">Held by whoever runs it.</param>
    /// <param name="rights">What the mapping may ever do.</param>
    /// <returns>As <see cref="Add"/>.</returns>
    public Result<uint> AddReached(CapabilitySpace from, CapabilityHandle directory, OpenFile file, Rights rights)
    {
        uint badge = TakeBadge();
        Result<Attachment> attached = from.AttachReached(directory, file, ObjectType.Region, rights, this, badge, "Execute");
        if (!attached.Ok(out Attachment attachment, out Errno error))
        {
            return error;
        }

        _entries[badge - 1] = new Entry { Attachment = attachment, File = file };
        _count++;
        return badge;
    }

    /// <summary>Has memory show where nothing is mapped: what is touched there is mapped below the capability, and gone when that is taken back.</summary>
    /// <param name="from">The space of the capability.</param>
    /// <param name="handle">Of the memory.</param>
    /// <param name="shown">Its pages; each shows at the address that is its offset.</param>
    /// <returns>As <see cref="Add"/>.</returns>
    public Errno SetFallback(CapabilitySpace from, CapabilityHandle handle, VmObject shown)
    {
        if (Add(from, handle, null, Rights.Read | Rights.Write | Rights.Map).Ok(out uint badge, out Errno error))
        {
            _space.SetFallback(shown, badge);
            _space.HasLostBadge = true; // that of the one before
            Settle();
        }

        return error;
    }

    /// <summary>Nothing shows any more where nothing is mapped.</summary>
    public void ClearFallback()
    {
        _space.SetFallback(null, 0);
        _space.HasLostBadge = true;
        Settle();
    }

    /// <summary>The file that a region with a badge shows; null for a segment of shared memory, for the clock's page, and for a badge that is not in use.</summary>
    public OpenFile? FileOf(uint badge) => badge == 0 || badge > _entries.Length ? null : _entries[badge - 1].File;

    /// <summary>Gives up what no region is left of. Called when something may have been unmapped.</summary>
    public void Settle()
    {
        if (!_space.HasLostBadge)
        {
            return;
        }

        _space.HasLostBadge = false;
        PageNumber from = default;
        while (_space.TryFindBadge(from, out PageRange range, out uint badge))
        {
            _entries[badge - 1].IsSeen = true;
            from = range.End;
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].IsUsed && !_entries[i].IsSeen && i + 1 != _space.FallbackBadge)
            {
                Drop(i);
            }

            _entries[i].IsSeen = false;
        }

        _ = _capabilities.Reap(); // a file that was mapped last is closed now
    }

    /// <summary>A child's, each attachment below the parent's: revoking that one reaches both.</summary>
    public Result<MappedFiles> Fork(AddressSpace space, Quota payer)
    {
        MappedFiles child = new(_capabilities, space) { _entries = _count == 0 ? [] : new Entry[_entries.Length] };
        for (int i = 0; i < child._entries.Length; i++)
        {
            if (!_entries[i].IsUsed)
            {
                continue;
            }

            Attachment parent = _entries[i].Attachment;
            Errno error = Errno.Again; // it is being revoked: when that is done, so is the mapping
            if (_capabilities.IsAttached(parent)
                && _capabilities.Derive(parent, _capabilities.RightsOf(parent), child, (ulong)i + 1, payer).Ok(out Attachment attachment, out error))
            {
                child._entries[i] = new Entry { Attachment = attachment, File = _entries[i].File };
                child._count++;
                continue;
            }

            child.Release();
            return error == Errno.Stale ? Errno.Again : error;
        }

        return child;
    }

    /// <summary>The space is about to be destroyed.</summary>
    public void Release()
    {
        for (int i = 0; i < _entries.Length && _count != 0; i++)
        {
            if (_entries[i].IsUsed)
            {
                Drop(i);
            }
        }

        _entries = [];
        if (Id != 0)
        {
            _capabilities.Dismiss(this);
            _ = _capabilities.Reap(); // a file that was mapped last is closed now
        }
    }

    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        uint badge = (uint)revoked.Badge;
        if (badge == 0 || badge > _entries.Length || _entries[badge - 1].Attachment != revoked.Attachment)
        {
            return Capabilities.Progress.Done;
        }

        if (badge == _space.FallbackBadge)
        {
            _space.SetFallback(null, 0);
        }

        PageNumber from = default;
        while (_space.TryFindBadge(from, out PageRange range, out uint found))
        {
            if (found == badge && _space.Unmap(range) != Errno.None)
            {
                return Capabilities.Progress.Again; // a part is done
            }

            from = range.End;
        }

        _entries[badge - 1] = default;
        _count--;
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;

    private uint TakeBadge()
    {
        int free = _count == _entries.Length ? _entries.Length : 0;
        while (free < _entries.Length && _entries[free].IsUsed)
        {
            free++;
        }

        if (free == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(4, _entries.Length * 2));
        }

        return (uint)free + 1;
    }

    private void Drop(int index)
    {
        Attachment attachment = _entries[index].Attachment;
        _entries[index] = default;
        _count--;
        if (_capabilities.IsAttached(attachment))
        {
            _capabilities.Detach(attachment);
        }
    }

    private struct Entry
    {
        public Attachment Attachment;
        public OpenFile? File;
        public bool IsSeen;

        public readonly bool IsUsed => !Attachment.IsNone;
    }
}
