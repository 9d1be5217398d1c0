using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>umount.</summary>
public sealed class UmountCommand(IShellFiles files) : OperandCommand
{
    public override string Name => "umount";

    public override CommandManual Manual => new(HelpGroup.Files, "umount DIRECTORY...", "Writes back what is dirty, and unmounts.", "umount /mnt");

    protected override KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand) =>
        files.Unmount(context.Session.Resolve(operand));
}
