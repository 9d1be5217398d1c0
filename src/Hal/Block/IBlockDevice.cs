namespace Vela.Hal;

/// <summary>Something with numbered sectors: a disk, a partition of one, memory that plays one.</summary>
public interface IBlockDevice
{
    /// <summary>What it is called in /dev: sda, sda1, vda, ram0.</summary>
    string Name { get; }

    /// <summary>Its size in sectors of <see cref="BlockRequest.SectorSize"/> bytes.</summary>
    ulong SectorCount { get; }

    bool IsReadOnly { get; }

    /// <summary>
    /// Starts a request, or puts it into a queue. <see cref="BlockRequest.Complete"/> is called exactly once, possibly before this returns.
    /// Requests may complete in any order; only a flush orders them.
    /// </summary>
    /// <remarks>A request outside the device fails with EIO, a write to a read-only one with EROFS.</remarks>
    void Submit(BlockRequest request);
}
