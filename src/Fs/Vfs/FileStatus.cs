namespace Vela.Fs;

/// <summary>What stat(2) and statx(2) tell, without anybody's layout.</summary>
public struct FileStatus
{
    public ulong Device;
    public ulong Inode;
    public InodeKind Kind;
    public ushort Permissions;
    public uint Links;
    public uint Owner;
    public uint Group;
    public DeviceNumber NodeDevice;

    /// <summary>In bytes.</summary>
    public ulong Size;

    /// <summary>The size of a good transfer, in bytes.</summary>
    public uint BlockSize;

    /// <summary>What it takes on the disk, in units of 512 bytes.</summary>
    public ulong Blocks;
    public FileTime AccessTime;
    public FileTime ModifyTime;
    public FileTime ChangeTime;
    public ulong MountId;
}
