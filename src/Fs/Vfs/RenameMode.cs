namespace Vela.Fs;

/// <summary>What a rename does when the new name exists (renameat2(2)).</summary>
public enum RenameMode : byte
{
    Replace,

    /// <summary>It is an error.</summary>
    NoReplace,
}
