namespace Vela.Hal;

/// <summary>A run of sectors of a disk, as a device of its own.</summary>
public sealed class Partition(IBlockDevice disk, string name, ulong start, ulong count) : IBlockDevice
{
    public string Name { get; } = name;

    /// <summary>What it is a part of.</summary>
    public IBlockDevice Disk { get; } = disk;

    /// <summary>Its first sector on the disk.</summary>
    public ulong Start { get; } = start;

    public ulong SectorCount { get; } = count;

    public bool IsReadOnly => Disk.IsReadOnly;

    public void Submit(BlockRequest request)
    {
        Primitives.Errno refused = BlockQueue.Refusal(this, request);
        if (refused != Primitives.Errno.None)
        {
            request.Begin();
            request.Complete(refused);
            return;
        }

        request.Sector += Start;
        request.Shift += Start;
        Disk.Submit(request);
    }
}
