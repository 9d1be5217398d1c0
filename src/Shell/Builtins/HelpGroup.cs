namespace Vela.Shell;

/// <summary>Under which heading <c>help</c> lists a command.</summary>
public enum HelpGroup
{
    Language,
    Files,
    Text,
    Processes,
    Memory,
    Kernel,
    Session,
}
