using System;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>help: what there is, and how it is used.</summary>
public sealed class HelpCommand(BuiltinTable builtins) : Builtin
{
    public override string Name => "help";

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "help [NAME...]",
        "Lists the commands by what they are about, or explains those named.",
        "help sleep");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            await List(context.Output);
            return 0;
        }

        int status = 0;
        for (int i = 1; i <= context.Count; i++)
        {
            if (builtins.Find(context[i]) is { } builtin)
            {
                Explain(context.Output, builtin);
            }
            else
            {
                status = context.Fail("no help for '" + context[i] + "'");
            }

            await context.Output.Drain();
        }

        return status;
    }

    private static void Explain(OutputWriter output, Builtin builtin)
    {
        CommandManual manual = builtin.Manual;
        output.WriteLine(manual.Usage);
        output.WriteLine("    " + manual.Summary);
        foreach (string line in manual.Details.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            output.WriteLine("    " + line);
        }

        output.WriteLine("Example:");
        output.WriteLine("    " + manual.Example);
    }

    private async KernelTask List(OutputWriter output)
    {
        foreach (HelpGroup group in Enum.GetValues<HelpGroup>())
        {
            bool titled = false;
            foreach (Builtin builtin in builtins.All)
            {
                CommandManual manual = builtin.Manual;
                if (manual.Group != group)
                {
                    continue;
                }

                if (!titled)
                {
                    output.WriteLine(group.ToString());
                    titled = true;
                }

                output.Write("  ");
                output.Write(builtin.Name.PadRight(10));
                output.Write(' ');
                output.WriteLine(manual.Summary);
                await output.Drain();
            }
        }

        output.WriteLine("'help NAME' explains one, with an example.");
    }
}
