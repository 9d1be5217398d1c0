using Vela.Hal;

namespace Vela.Shell;

/// <summary>false.</summary>
public sealed class FalseCommand : Builtin
{
    public override string Name => "false";

    public override CommandManual Manual => new(HelpGroup.Language, "false", "Does nothing, and fails with status 1.", "false || echo failed");

    public override KernelTask<int> Run(CommandContext context) => new(1);
}
