namespace Vela.Fs;

/// <summary>What statfs(2) tells.</summary>
public struct FileSystemStatus
{
    /// <summary>The number statfs(2) lists for the type.</summary>
    public uint Magic;
    public uint BlockSize;
    public ulong Blocks;
    public ulong FreeBlocks;

    /// <summary>Free for those without privileges.</summary>
    public ulong AvailableBlocks;
    public ulong Inodes;
    public ulong FreeInodes;
    public uint MostNameBytes;
}
