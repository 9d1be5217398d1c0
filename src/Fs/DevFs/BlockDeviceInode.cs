using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A disk or partition in /dev: what is read is what its cache has, so it agrees with a file system mounted from it.</summary>
/// <remarks>For reading only: nobody but a file system writes a disk here.</remarks>
public sealed class BlockDeviceInode : DeviceInode
{
    private readonly ulong _size;

    public BlockDeviceInode(DeviceFileSystem owner, DeviceNumber device, DeviceCache cache)
        : base(owner, InodeKind.BlockDevice, device, 0x120) // 0440
    {
        _size = cache.Device.SectorCount << BlockRequest.SectorShift;
        Pages = cache.Pages;
    }

    public override ulong Size => _size;

    public override FileOutcome TryOpen(OpenFile file) => file.CanWrite ? Errno.ReadOnlyFileSystem : FileOutcome.Done;

    public override FileOutcome TryBeginWrite(ulong end) => Errno.ReadOnlyFileSystem;
}
