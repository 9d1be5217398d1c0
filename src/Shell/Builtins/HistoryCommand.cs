using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>history.</summary>
public sealed class HistoryCommand : Builtin
{
    public override string Name => "history";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "history [-c] [COUNT]",
        "Lists the lines that were entered: all, or the last so many.",
        "history 10",
        "-c  forgets them\nCtrl-R searches, Up and Down walk through them.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        IReadOnlyList<string> lines = context.Session.History.Lines;
        if (context.Count > 0 && context[1] == "-c")
        {
            context.Session.History.Clear();
            return 0;
        }

        int count = lines.Count;
        if (context.Count > 0 && !int.TryParse(context[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            return context.Misuse("how many?");
        }

        for (int i = System.Math.Max(0, lines.Count - count); i < lines.Count; i++)
        {
            context.Output.Write((i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(5) + "  ");
            context.Output.WriteLine(lines[i]);
            await context.Output.Drain();
        }

        return 0;
    }
}
