namespace Vela.Shell;

/// <summary>What a name in a directory stands for.</summary>
public enum FileKind
{
    Regular,
    Directory,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Pipe,
    Socket,
}
