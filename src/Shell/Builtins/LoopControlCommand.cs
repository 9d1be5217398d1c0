using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>break and continue (XCU 2.14).</summary>
public sealed class LoopControlCommand(Unwinding unwinding) : Builtin
{
    public override string Name => unwinding == Unwinding.Break ? "break" : "continue";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        Name + " [LEVELS]",
        unwinding == Unwinding.Break ? "Ends the loop it is in, or so many loops." : "Begins the next round of the loop it is in.",
        "for i in 1 2 3; do test $i = 2 && " + Name + "; echo $i; done");

    public override KernelTask<int> Run(CommandContext context)
    {
        int levels = 1;
        if (context.Count > 0 && (!int.TryParse(context[1], NumberStyles.None, CultureInfo.InvariantCulture, out levels) || levels == 0))
        {
            return new KernelTask<int>(context.Misuse("'" + context[1] + "' is not a number of loops"));
        }

        if (context.Session.LoopDepth > 0)
        {
            context.Session.LastStatus = 0;
            context.Session.Unwind(unwinding, Math.Min(levels, context.Session.LoopDepth));
        }

        return new KernelTask<int>(0);
    }
}
