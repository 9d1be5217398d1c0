namespace Vela.Fs;

/// <summary>A file system, or a part of one, hung into the tree at a directory.</summary>
/// <remarks>Owns: a reference to the root it shows and to the directory it covers. States: mounted → detached (no lookup enters it).</remarks>
public sealed class Mount
{
    internal Mount(Vfs tree, uint id, FileSystem fileSystem, uint root, Mount? parent, uint point, MountFlags flags)
    {
        Tree = tree;
        Id = id;
        FileSystem = fileSystem;
        Root = root;
        Parent = parent;
        Point = point;
        Flags = flags;
    }

    /// <summary>What it is hung into.</summary>
    public Vfs Tree { get; }

    /// <summary>A number that no other mount has (statx(2)).</summary>
    public uint Id { get; }

    public FileSystem FileSystem { get; }

    public MountFlags Flags { get; set; }

    public bool IsReadOnly => (Flags & MountFlags.ReadOnly) != 0 || FileSystem.IsReadOnly;

    /// <summary>The mount it hangs in; null for the root of everything.</summary>
    public Mount? Parent { get; }

    /// <summary>Open files, working directories and mounts in it.</summary>
    internal int References { get; set; }

    internal uint Root { get; }

    /// <summary>The directory of the parent that it covers.</summary>
    internal uint Point { get; }
}
