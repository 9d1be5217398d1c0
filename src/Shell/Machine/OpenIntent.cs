namespace Vela.Shell;

/// <summary>What a file is opened for.</summary>
public enum OpenIntent
{
    Read,

    /// <summary>Write from the start, creating it if needed, and dropping what it held.</summary>
    Replace,

    /// <summary>Write at the end, creating it if needed.</summary>
    Append,

    /// <summary>Create it and write; <see cref="Primitives.Errno.Exists"/> if it is there.</summary>
    CreateNew,

    /// <summary>Read and write, creating it if needed, from the start, dropping nothing.</summary>
    ReadWrite,
}
