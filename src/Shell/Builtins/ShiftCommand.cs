using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>shift (XCU 2.14).</summary>
public sealed class ShiftCommand : Builtin
{
    public override string Name => "shift";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "shift [COUNT]",
        "Drops the first positional parameters: $2 becomes $1.",
        "while test $# -gt 0; do echo $1; shift; done");

    public override KernelTask<int> Run(CommandContext context)
    {
        int count = 1;
        if (context.Count > 0 && !int.TryParse(context[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            return new KernelTask<int>(context.Misuse(context[1] + ": numeric argument required"));
        }

        if (count > context.Session.Parameters.Count)
        {
            return new KernelTask<int>(context.Fail("there are not so many parameters"));
        }

        context.Session.Parameters = Interpreter.Tail(context.Session.Parameters, count);
        return new KernelTask<int>(0);
    }
}
