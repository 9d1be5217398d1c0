using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>local: variables of the running function, as dash and bash have them.</summary>
public sealed class LocalCommand : Builtin
{
    public override string Name => "local";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "local NAME[=VALUE]...",
        "Gives the running function variables of its own.",
        "sum() { local total=0; for n; do total=$((total+n)); done; echo $total; }");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (!context.Session.Variables.IsInFunction)
        {
            return new KernelTask<int>(context.Fail("only in a function"));
        }

        for (int i = 1; i <= context.Count; i++)
        {
            int equals = context[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? context[i] : context[i][..equals];
            if (!Lexer.IsName(name))
            {
                return new KernelTask<int>(context.Fail("'" + name + "' is not a variable's name", 2));
            }

            context.Session.Variables.DeclareLocal(name);
            if (equals >= 0 && context.Session.Variables.TrySet(name, context[i][(equals + 1)..]) != Errno.None)
            {
                throw new ExpansionException(name + ": is read only");
            }
        }

        return new KernelTask<int>(0);
    }
}
