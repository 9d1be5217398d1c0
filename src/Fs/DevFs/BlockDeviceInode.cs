using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A disk or partition in /dev: what is read is what its cache has, so it agrees with a file system mounted from it.</summary>
/// <remarks>Written only while no file system lies on it that is in use (<see cref="DeviceCache.BeginWriting"/>).</remarks>
public sealed class BlockDeviceInode : DeviceInode
{
    private readonly DeviceCache _cache;

    public BlockDeviceInode(DeviceFileSystem owner, DeviceNumber device, DeviceCache cache)
        : base(owner, InodeKind.BlockDevice, device, 0x1b0) // 0660
    {
        _cache = cache;
        Pages = cache.Pages;
        Pages.Tag = this;
    }

    public override ulong Size => _cache.Device.SectorCount << BlockRequest.SectorShift;

    public bool IsReadOnly => _cache.Device.IsReadOnly;

    /// <summary>Where it begins on its disk; 0 for a whole one.</summary>
    public ulong FirstSector => (_cache.Device as Partition)?.Start ?? 0;

    internal DeviceCache Cache => _cache;

    /// <summary>Busy: to be had alone (O_EXCL), or for writing, while a file system lies on it (open(2)).</summary>
    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        Errno error = (file.Flags & OpenFlags.Exclusive) != 0 && _cache.IsMounted ? Errno.Busy : Errno.None;
        if (error == Errno.None && file.CanWrite)
        {
            error = _cache.BeginWriting();
            file.Attachment = error == Errno.None ? this : null; // as one that writes
        }

        return error;
    }

    public override void Closed(OpenFile file)
    {
        if (file.Attachment is not null)
        {
            _cache.EndWriting();
        }
    }

    public override FileOutcome TryRead(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress) =>
        file.TryReadPages(this, _cache.Pages, in buffer, start, ref progress);

    public override FileOutcome TryBeginWrite(ulong end) => _cache.TryAllowWrite();

    /// <summary>Writes as much as fits. NoSpace: it begins at the device's end, or beyond.</summary>
    public override FileOutcome TryWrite(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress)
    {
        if (start >= Size)
        {
            return Errno.NoSpace;
        }

        ulong most = progress.Done + (Size - start);
        FileBuffer fitting = most < (ulong)buffer.Length ? buffer.First((int)most) : buffer;
        return FilePages.TryWrite(this, in fitting, start, ref progress);
    }

    public override FileOutcome TrySync(SyncKind kind, ref FileProgress progress) => _cache.TrySync(ref progress);
}
