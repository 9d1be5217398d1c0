using Vela.Hal;

namespace Vela.Shell;

/// <summary>Stands in for a command whose authority this shell was not given.</summary>
public sealed class WithheldCommand(string name, HelpGroup group, string authority) : Builtin
{
    public override string Name => name;

    public override CommandManual Manual =>
        new(group, name, "Withheld: this shell was not given " + authority + ".", name);

    public override KernelTask<int> Run(CommandContext context) =>
        new(context.Fail("this shell was not given " + authority, 126));
}
