using Vela.Hal;

namespace Vela.Shell;

/// <summary>true.</summary>
public sealed class TrueCommand : Builtin
{
    public override string Name => "true";

    public override CommandManual Manual => new(HelpGroup.Language, "true", "Does nothing, and succeeds.", "while true; do date; sleep 1; done");

    public override KernelTask<int> Run(CommandContext context) => new(0);
}
