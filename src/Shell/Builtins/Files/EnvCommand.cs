using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>env.</summary>
public sealed class EnvCommand : Builtin
{
    public override string Name => "env";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override bool RunsOthers => true;

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "env [NAME=VALUE...] [COMMAND [ARGUMENT...]]",
        "Prints the environment that programs get, or runs a command with more in it.",
        "env TERM=dumb sh");

    public override async KernelTask<int> Run(CommandContext context)
    {
        ShellSession session = context.Session;
        List<(string Name, Variable? Before)> remembered = [];
        int i = 1;
        for (; i <= context.Count && context[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var equals; i++)
        {
            string name = context[i][..equals];
            remembered.Add((name, session.Variables.Remember(name)));
            session.Variables.Restore(name, new Variable(context[i][(equals + 1)..], VariableAttributes.Exported));
        }

        int status = 0;
        if (i <= context.Count)
        {
            status = await context.Interpreter.RunArguments(Interpreter.Tail(context.Arguments, i), Lookup.NoFunctions);
        }
        else
        {
            foreach ((string name, string value) in session.Variables.CollectEnvironment())
            {
                context.Output.WriteLine(name + "=" + value);
                await context.Output.Drain();
            }
        }

        for (int j = remembered.Count - 1; j >= 0; j--)
        {
            session.Variables.Restore(remembered[j].Name, remembered[j].Before);
        }

        return status;
    }
}
