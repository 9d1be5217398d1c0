namespace Vela.Linux;

/// <summary>How an entry of a directory looks to a program.</summary>
internal enum DirectoryFormat : byte
{
    /// <summary>struct linux_dirent64.</summary>
    Current,

    /// <summary>struct linux_dirent, where the kind is the entry's last byte.</summary>
    Old,
}
