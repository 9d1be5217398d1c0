using Vela.Hal;

namespace Vela.Shell;

/// <summary>halt: switches the machine off.</summary>
public sealed class HaltCommand(IPower power) : Builtin
{
    public override string Name => "halt";

    public override CommandManual Manual => new(HelpGroup.Kernel, "halt", "Writes back what is dirty and switches the machine off.", "halt");

    public override async KernelTask<int> Run(CommandContext context)
    {
        await context.Output.Flush();
        await power.PowerOff();
        return context.Fail("the machine did not switch off");
    }
}
