using System;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>set (XCU 2.14).</summary>
public sealed class SetCommand : Builtin
{
    public override string Name => "set";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "set [-aCefnuvx] [-o NAME] [--] [ARGUMENT...]",
        "Switches options on (with + off), and sets $1, $2 and on.",
        "set -eux",
        "-a  export what is set       -C  > does not overwrite\n-e  end at the first failure -f  no file name patterns\n"
            + "-n  read, do not run         -u  unset parameters are errors\n-x  show what is run         -o pipefail\nAlone it lists the variables.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            foreach ((string name, Variable variable) in context.Session.Variables.Sorted)
            {
                if (variable.Value is not null)
                {
                    context.Output.WriteLine(name + "=" + Quoting.Quote(variable.Value));
                    await context.Output.Drain();
                }
            }

            return 0;
        }

        int i = 1;
        while (i <= context.Count && context[i].Length > 1 && context[i][0] is '-' or '+')
        {
            string argument = context[i];
            i++;
            if (argument == "--")
            {
                context.Session.Parameters = Interpreter.Tail(context.Arguments, i);
                return 0;
            }

            if (argument is "-o" or "+o" && i > context.Count)
            {
                context.Output.Write(OptionLetters.Table(context.Session.Options));
                return 0;
            }

            foreach (char letter in argument.AsSpan(1))
            {
                ShellOptions option = letter == 'o' && i <= context.Count ? OptionLetters.ByName(context[i++]) : OptionLetters.ByLetter(letter);
                if (option == ShellOptions.None)
                {
                    return context.Misuse("unknown option in '" + argument + "'");
                }

                context.Session.Options = argument[0] == '-' ? context.Session.Options | option : context.Session.Options & ~option;
            }
        }

        if (i <= context.Count)
        {
            context.Session.Parameters = Interpreter.Tail(context.Arguments, i);
        }

        return 0;
    }
}
