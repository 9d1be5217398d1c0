using Vela.Hal;

namespace Vela.Shell;

/// <summary>yes.</summary>
public sealed class YesCommand : Builtin
{
    public override string Name => "yes";

    public override CommandManual Manual => new(HelpGroup.Text, "yes [WORD...]", "Prints its words, or y, for ever.", "yes | head -n 3");

    public override async KernelTask<int> Run(CommandContext context)
    {
        string line = context.Count == 0 ? "y" : string.Join(' ', Interpreter.Tail(context.Arguments, 1));
        while (true)
        {
            context.Output.WriteLine(line);
            await context.Output.Drain();
        }
    }
}
