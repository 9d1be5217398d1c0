using Vela.Capabilities;

namespace Vela.Processes;

/// <summary>The machine's console as an object: Read takes what is typed, Write shows something, Configure changes how its terminal works and who has it.</summary>
/// <remarks>
/// Owns nothing. Whoever opens the terminal, by whatever name, reaches it through a capability for this: the descriptor can do no more than that allows, and is
/// gone when it is taken back.
/// </remarks>
public sealed class SystemConsole : KernelObject
{
    /// <summary>What a program may do with the console that it is handed.</summary>
    public const Rights Usable = RightsTable.Common | Rights.Read | Rights.Write | Rights.Configure;

    public SystemConsole(Terminal terminal)
        : base(ObjectType.Console)
    {
        Terminal = terminal;
        terminal.Guard = this;
    }

    public Terminal Terminal { get; }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;
}
