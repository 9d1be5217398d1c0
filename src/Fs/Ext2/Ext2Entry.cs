namespace Vela.Fs;

/// <summary>Where a name is: an entry's block, its offset there, and the inode it leads to.</summary>
internal readonly record struct Ext2Entry(uint Block, int Offset, uint Inode)
{
    /// <summary>Bytes before the name.</summary>
    public const int HeaderSize = 8;

    public bool IsNone => Block == 0;

    /// <summary>Names it among all entries of the file system, until the block is used for something else.</summary>
    public ulong Key => ((ulong)Block << 16) | (uint)Offset;

    /// <summary>Bytes an entry with a name takes.</summary>
    public static int SizeFor(int nameLength) => (HeaderSize + nameLength + 3) & ~3;
}
