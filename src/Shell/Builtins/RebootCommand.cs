using Vela.Hal;

namespace Vela.Shell;

/// <summary>reboot.</summary>
public sealed class RebootCommand(IPower power) : Builtin
{
    public override string Name => "reboot";

    public override CommandManual Manual => new(HelpGroup.Kernel, "reboot", "Writes back what is dirty and starts the machine again.", "reboot");

    public override async KernelTask<int> Run(CommandContext context)
    {
        await context.Output.Flush();
        await power.Reboot();
        return context.Fail("the machine did not restart");
    }
}
