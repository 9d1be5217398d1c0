using Vela.Hal;

namespace Vela.Shell;

/// <summary>panic: stops the machine as a bug of the kernel would.</summary>
public sealed class PanicCommand(IPower power) : Builtin
{
    public override string Name => "panic";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "panic [WORD...]",
        "Stops the machine as a broken invariant does: message, stack, registers, log.",
        "panic just to see it",
        "What happens then is the boot option panic=halt|reboot|exit.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        await context.Output.Flush();
        power.Panic(context.Count == 0 ? "asked for in the shell" : string.Join(' ', [.. context.Arguments], 1, context.Count));
        return context.Fail("the machine did not stop");
    }
}
