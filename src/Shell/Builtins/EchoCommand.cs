using Vela.Hal;

namespace Vela.Shell;

/// <summary>echo: bash's, without the <c>-e</c> escapes (printf has them).</summary>
public sealed class EchoCommand : Builtin
{
    public override string Name => "echo";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "echo [-n] [WORD...]",
        "Prints its words, with a space between them and a newline at the end.",
        "echo hello, $USER",
        "-n  no newline\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        int first = 1;
        while (first <= context.Count && context[first] == "-n")
        {
            first++;
        }

        for (int i = first; i <= context.Count; i++)
        {
            if (i > first)
            {
                context.Output.Write(' ');
            }

            context.Output.Write(context[i]);
            await context.Output.Drain();
        }

        if (first == 1)
        {
            context.Output.Write('\n');
        }

        return 0;
    }
}
