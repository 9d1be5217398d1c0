using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>unset (XCU 2.14).</summary>
public sealed class UnsetCommand : Builtin
{
    public override string Name => "unset";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(HelpGroup.Language, "unset [-fv] NAME...", "Forgets variables, or with -f functions.", "unset TMP");

    public override KernelTask<int> Run(CommandContext context)
    {
        int status = 0;
        int first = context.Count > 0 && context[1] is "-f" or "-v" ? 2 : 1;
        for (int i = first; i <= context.Count; i++)
        {
            if (first == 2 && context[1] == "-f")
            {
                _ = context.Session.Undefine(context[i]);
            }
            else if (context.Session.Variables.TryUnset(context[i]) != Errno.None)
            {
                status = context.Fail(context[i] + ": is read only");
            }
        }

        return new KernelTask<int>(status);
    }
}
