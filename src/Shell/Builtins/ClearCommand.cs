using Vela.Hal;

namespace Vela.Shell;

/// <summary>clear.</summary>
public sealed class ClearCommand(IShellConsole? console) : Builtin
{
    public override string Name => "clear";

    public override CommandManual Manual => new(HelpGroup.Session, "clear", "Clears the screen.", "clear");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (console is { Kind: ConsoleKind.Ansi })
        {
            context.Output.Write("\u001b[H\u001b[2J\u001b[3J");
        }

        return new KernelTask<int>(0);
    }
}
