using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>export and readonly (XCU 2.14).</summary>
public sealed class AttributeCommand(VariableAttributes attribute) : Builtin
{
    public override string Name => attribute == VariableAttributes.Exported ? "export" : "readonly";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        Name + " [-p] [NAME[=VALUE]...]",
        attribute == VariableAttributes.Exported ? "Lets programs see variables in their environment." : "Lets variables keep their value for good.",
        Name + " EDITOR=ed",
        (attribute == VariableAttributes.Exported ? "-n  no longer\n" : "") + "Alone, or with -p, it lists them.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        bool withhold = context.Count > 0 && context[1] == "-n";
        if (context.Count == 0 || context[1] == "-p")
        {
            await List(context);
            return 0;
        }

        for (int i = withhold ? 2 : 1; i <= context.Count; i++)
        {
            int equals = context[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? context[i] : context[i][..equals];
            if (!Lexer.IsName(name))
            {
                return context.Fail("'" + context[i] + "' is not a variable's name", 2);
            }

            if (withhold)
            {
                context.Session.Variables.Withhold(name);
            }
            else if (context.Session.Variables.TrySet(name, equals < 0 ? null : context[i][(equals + 1)..], attribute) != Errno.None)
            {
                throw new ExpansionException(name + ": is read only");
            }
        }

        return 0;
    }

    private async KernelTask List(CommandContext context)
    {
        foreach ((string name, Variable variable) in context.Session.Variables.Sorted)
        {
            if ((variable.Attributes & attribute) != 0)
            {
                context.Output.WriteLine(Name + " " + name + (variable.Value is null ? "" : "=" + Quoting.Quote(variable.Value)));
                await context.Output.Drain();
            }
        }
    }
}
