using Vela.Hal;

namespace Vela.Shell;

/// <summary>pwd (XCU 3, pwd).</summary>
public sealed class PwdCommand : Builtin
{
    public override string Name => "pwd";

    public override CommandManual Manual => new(HelpGroup.Files, "pwd", "Prints the directory the shell is in.", "pwd");

    public override KernelTask<int> Run(CommandContext context)
    {
        context.Output.WriteLine(context.Session.WorkingDirectory);
        return new KernelTask<int>(0);
    }
}
