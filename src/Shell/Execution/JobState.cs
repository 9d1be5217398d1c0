namespace Vela.Shell;

/// <summary>How a job is doing.</summary>
public enum JobState
{
    Running,
    Stopped,
    Done,
}
