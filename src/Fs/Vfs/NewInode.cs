namespace Vela.Fs;

/// <summary>What an inode that is to be made shall be.</summary>
public readonly ref struct NewInode
{
    public required InodeKind Kind { get; init; }

    /// <summary>The low 12 bits of st_mode.</summary>
    public required ushort Permissions { get; init; }

    public uint Owner { get; init; }

    public uint Group { get; init; }

    /// <summary>When it is made.</summary>
    public required FileTime Time { get; init; }

    /// <summary>For a device node.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>For a symbolic link: where it leads.</summary>
    public System.ReadOnlySpan<byte> Target { get; init; }
}
