namespace Vela.Fs;

/// <summary>A name in a directory that leads to an inode; or nowhere (negative).</summary>
internal struct Dentry
{
    /// <summary>The name when it is longer than <see cref="InlineName.Length"/>.</summary>
    public byte[]? LongName;

    public NameKey Key;

    /// <summary>The next in the hash bucket, or on the free list.</summary>
    public uint Next;
    public uint Parent;

    /// <summary>The names known in this directory, in a list.</summary>
    public uint FirstChild;
    public uint NextSibling;
    public uint PreviousSibling;

    /// <summary>Open files, working directories, mounts and children that need it. 0: it may be evicted.</summary>
    public int References;

    /// <summary>Another one each time the cell is used for another name, or is found by its name no more (<see cref="RememberedPath"/>).</summary>
    public uint Version;
    public DentryFlags Flags;

    /// <summary>Bytes of the name.</summary>
    public byte Length;
    public InlineName Name;
}
