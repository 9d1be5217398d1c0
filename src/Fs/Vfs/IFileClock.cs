namespace Vela.Fs;

/// <summary>What time it is, for the times of files.</summary>
public interface IFileClock
{
    FileTime Now { get; }
}
