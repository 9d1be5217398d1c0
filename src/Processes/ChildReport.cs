namespace Vela.Processes;

/// <summary>News of a child that is not its end (wait(2), WUNTRACED and WCONTINUED).</summary>
public enum ChildReport : byte
{
    None,
    Stopped,
    Continued,
}
