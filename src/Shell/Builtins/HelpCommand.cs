using System;
using System.Text;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>help and man: what there is, and how it is used.</summary>
public sealed class HelpCommand(string name, BuiltinTable builtins, IShellConsole? console) : Builtin
{
    private const int NameWidth = 10;

    public override string Name => name;

    public override CommandManual Manual => new(
        HelpGroup.Session,
        name + " [-a] [COMMAND|GROUP|TOPIC...]",
        name == "help" ? "Lists the commands by what they are about, or explains those named." : "Explains commands, as help does.",
        name + " sleep",
        "-a  all commands, each with what it does\nA GROUP, such as files, lists its commands so.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "a") is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count == 0)
        {
            await (options.Has('a') ? ListAll(context.Output) : ListNames(context.Output));
            return 0;
        }

        int status = 0;
        foreach (string operand in options.Operands)
        {
            status = await Explain(context, operand) ? status : 1;
            await context.Output.Drain();
        }

        return status;
    }

    private static void Show(OutputWriter output, CommandManual manual)
    {
        output.WriteLine(manual.Usage);
        output.WriteLine("    " + manual.Summary);
        foreach (string line in manual.Details.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            output.WriteLine("    " + line);
        }

        output.WriteLine("Example:");
        output.WriteLine("    " + manual.Example);
    }

    private async KernelTask<bool> Explain(CommandContext context, string operand)
    {
        if (builtins.Find(operand) is { } builtin)
        {
            Show(context.Output, builtin.Manual);
            return true;
        }

        if (HelpTopics.Find(operand) is { } topic)
        {
            Show(context.Output, topic);
            return true;
        }

        if (Enum.TryParse(operand, ignoreCase: true, out HelpGroup group) && !char.IsAsciiDigit(operand[0]))
        {
            await ListGroup(context.Output, group);
            return true;
        }

        bool isProgram = operand.Length > 0 && await context.Interpreter.FindProgram(operand) is not null;
        _ = context.Fail(isProgram ? operand + " is a program, not a command of this shell: try " + operand + " --help" : "no help for '" + operand + "'");
        return false;
    }

    /// <summary>The names alone, so that all fit on a screen.</summary>
    private async KernelTask ListNames(OutputWriter output)
    {
        int columns = output.Stream.IsConsole && console is { Size.Columns: > 20 } ? console.Size.Columns : 80;
        foreach (HelpGroup group in Enum.GetValues<HelpGroup>())
        {
            StringBuilder line = new(group.ToString().PadRight(NameWidth));
            foreach (Builtin builtin in builtins.All)
            {
                if (builtin.Manual.Group != group)
                {
                    continue;
                }

                if (line.Length + 1 + builtin.Name.Length >= columns)
                {
                    output.WriteLine(line.ToString());
                    _ = line.Clear().Append(' ', NameWidth);
                }

                _ = line.Append(' ').Append(builtin.Name);
            }

            output.WriteLine(line.ToString());
            await output.Drain();
        }

        output.WriteLine("Topics".PadRight(NameWidth) + " " + string.Join(' ', HelpTopics.Names));
        output.WriteLine("'help -a' lists them with what they do, 'help files' those of a group.");
        output.WriteLine("'help NAME' explains one, with an example.");
    }

    private async KernelTask ListAll(OutputWriter output)
    {
        foreach (HelpGroup group in Enum.GetValues<HelpGroup>())
        {
            output.WriteLine(group.ToString());
            await ListGroup(output, group);
        }
    }

    private async KernelTask ListGroup(OutputWriter output, HelpGroup group)
    {
        foreach (Builtin builtin in builtins.All)
        {
            CommandManual manual = builtin.Manual;
            if (manual.Group == group)
            {
                output.Write("  ");
                output.Write(builtin.Name.PadRight(NameWidth));
                output.Write(' ');
                output.WriteLine(manual.Summary);
                await output.Drain();
            }
        }
    }
}
