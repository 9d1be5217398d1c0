using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>exit (XCU 2.14).</summary>
public sealed class ExitCommand : Builtin
{
    public override string Name => "exit";

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "exit [STATUS]",
        "Ends this shell, with the status of the last command or the one given.",
        "exit 3");

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override KernelTask<int> Run(CommandContext context)
    {
        int status = context.Session.LastStatus;
        if (context.Count > 0 && !int.TryParse(context[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out status))
        {
            status = context.Misuse(context[1] + ": numeric argument required");
        }

        if (context.Session.MustWarnBeforeExit())
        {
            return new KernelTask<int>(context.Fail("there are stopped jobs (again ends them, too)"));
        }

        context.Session.RequestExit(status & 255);
        return new KernelTask<int>(status & 255);
    }
}
