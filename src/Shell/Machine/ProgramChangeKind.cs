namespace Vela.Shell;

/// <summary>What can happen to a program, as wait(2) reports it.</summary>
public enum ProgramChangeKind
{
    Exited,
    Killed,
    Stopped,
    Continued,
}
