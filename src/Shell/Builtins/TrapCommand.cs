using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>trap (XCU 2.14).</summary>
public sealed class TrapCommand : Builtin
{
    public override string Name => "trap";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "trap [ACTION CONDITION...]",
        "Runs a text when the shell ends (EXIT) or is interrupted (INT).",
        "trap 'rm -f /tmp/work' EXIT",
        "- as the action: what would happen without a trap. An empty action ignores it. Alone it lists the traps.\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        Dictionary<string, string> traps = context.Session.Traps;
        int first = context.Count > 0 && context[1] == "--" ? 2 : 1;
        if (first > context.Count)
        {
            foreach ((string condition, string action) in traps)
            {
                context.Output.WriteLine("trap -- " + Quoting.Quote(action) + " " + condition);
            }

            return new KernelTask<int>(0);
        }

        bool resets = context[first] == "-" || first == context.Count;
        for (int i = context[first] == "-" || !resets ? first + 1 : first; i <= context.Count; i++)
        {
            if (!Signals.TryParse(context[i], out int signal))
            {
                return new KernelTask<int>(context.Fail(context[i] + ": no such signal"));
            }

            if (resets)
            {
                _ = traps.Remove(Signals.NameOf(signal));
            }
            else
            {
                traps[Signals.NameOf(signal)] = context[first];
            }
        }

        return new KernelTask<int>(0);
    }
}
