namespace Vela.Fs;

/// <summary>What a name that is taken away must lead to.</summary>
public enum Removal : byte
{
    /// <summary>Anything but a directory: unlink(2).</summary>
    File,

    /// <summary>An empty directory: rmdir(2).</summary>
    Directory,
}
