namespace Vela.Fs;

/// <summary>One block group: where its maps and its inodes are, and how much in it is free.</summary>
internal struct Ext2Group
{
    public uint BlockBitmap;
    public uint InodeBitmap;
    public uint InodeTable;
    public uint FreeBlocks;
    public uint FreeInodes;
    public uint Directories;
}
