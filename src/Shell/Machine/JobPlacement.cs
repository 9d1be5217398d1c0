namespace Vela.Shell;

/// <summary>Whether a job has the console.</summary>
public enum JobPlacement
{
    Foreground,
    Background,
}
