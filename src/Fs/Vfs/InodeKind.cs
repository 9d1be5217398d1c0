namespace Vela.Fs;

/// <summary>What an inode is. The numbers are those of st_mode's top four bits and of d_type (inode(7), readdir(3)).</summary>
public enum InodeKind : byte
{
    None = 0,
    Fifo = 1,
    CharacterDevice = 2,
    Directory = 4,
    BlockDevice = 6,
    File = 8,
    SymbolicLink = 10,
    Socket = 12,
}
