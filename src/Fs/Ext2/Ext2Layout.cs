namespace Vela.Fs;

/// <summary>Where things are in ext2's structures on the disk; all numbers are little-endian. Source: "The Second Extended File System", D. Poirier, 2001-2019.</summary>
internal static class Ext2Layout
{
    public const ulong SuperblockAt = 1024;
    public const int SuperblockSize = 1024;
    public const ushort Magic = 0xef53;
    public const int GroupSize = 32;
    public const uint RootInode = 2;
    public const int SmallInodeSize = 128;
    public const int Pointers = 15;
    public const int DirectPointers = 12;
    public const uint MaxLinks = 32000;

    public const int InodesCount = 0;
    public const int BlocksCount = 4;
    public const int ReservedBlocks = 8;
    public const int FreeBlocks = 12;
    public const int FreeInodes = 16;
    public const int FirstDataBlock = 20;
    public const int LogBlockSize = 24;
    public const int BlocksPerGroup = 32;
    public const int InodesPerGroup = 40;
    public const int MountTime = 44;
    public const int WriteTime = 48;
    public const int MountCount = 52;
    public const int MagicAt = 56;
    public const int State = 58;
    public const int Revision = 76;
    public const int FirstInode = 84;
    public const int InodeSize = 88;
    public const int IncompatibleFeatures = 96;
    public const int ReadOnlyFeatures = 100;

    /// <summary>Superblock state: unmounted cleanly.</summary>
    public const ushort CleanState = 1;

    /// <summary>Directory entries say what their inode is.</summary>
    public const uint FileTypes = 2;
    public const uint SparseSuper = 1;
    public const uint LargeFile = 2;
    public const uint KnownReadOnlyFeatures = SparseSuper | LargeFile;

    /// <summary>Inode flag: the directory has an index, which whoever changes the directory without it must clear.</summary>
    public const uint IndexFlag = 0x1000;
}
