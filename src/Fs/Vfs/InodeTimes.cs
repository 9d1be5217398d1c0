namespace Vela.Fs;

/// <summary>What becomes of an inode's times.</summary>
public enum InodeTimes
{
    /// <summary>They are set when it is read and written.</summary>
    Kept,

    /// <summary>They stay as they are: those of a device, a pipe, a text that is made when it is read.</summary>
    Fixed,
}
