using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>rmdir.</summary>
public sealed class RmdirCommand(IShellFiles files) : OperandCommand
{
    public override string Name => "rmdir";

    public override CommandManual Manual => new(HelpGroup.Files, "rmdir DIRECTORY...", "Removes empty directories.", "rmdir /tmp/a");

    protected override KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand) =>
        files.RemoveDirectory(context.Session.Resolve(operand));
}
