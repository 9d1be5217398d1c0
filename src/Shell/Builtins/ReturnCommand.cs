using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>return (XCU 2.14).</summary>
public sealed class ReturnCommand : Builtin
{
    public override string Name => "return";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "return [STATUS]",
        "Leaves the function or the sourced script.",
        "is_even() { return $(( $1 % 2 )); }");

    public override KernelTask<int> Run(CommandContext context)
    {
        int status = context.Session.LastStatus;
        if (context.Count > 0 && !int.TryParse(context[1], NumberStyles.None, CultureInfo.InvariantCulture, out status))
        {
            return new KernelTask<int>(context.Misuse(context[1] + ": numeric argument required"));
        }

        context.Session.LastStatus = status & 255;
        context.Session.Unwind(context.Session.Depth > 0 ? Unwinding.Return : Unwinding.Exit);
        return new KernelTask<int>(status & 255);
    }
}
