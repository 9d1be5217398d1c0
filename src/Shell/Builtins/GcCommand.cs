using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>gc: what the collector did, and running it.</summary>
public sealed class GcCommand(ICollector collector) : Builtin
{
    private const int Width = 11;

    public override string Name => "gc";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "gc [pauses|collect [0|1|2]]",
        "Shows what the garbage collector has done; 'gc collect' runs it first, 'gc pauses' counts its pauses by length.",
        "gc collect 2",
        """
        Pauses are the time in which nothing else ran. Those of older generations that were started because nothing else ran, or by 'gc collect',
        are counted apart.

        """);

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 1 && context[1] == "pauses")
        {
            ShowPauses(context, collector.ReadPauses());
            return new KernelTask<int>(0);
        }

        if (context.Count > 0)
        {
            int generation = 2;
            if (context[1] != "collect"
                || context.Count > 2
                || (context.Count == 2 && (!int.TryParse(context[2], NumberStyles.None, CultureInfo.InvariantCulture, out generation) || generation > 2)))
            {
                return new KernelTask<int>(context.Misuse("unknown argument '" + context[context.Count] + "'"));
            }

            collector.Collect(generation);
        }

        CollectorFacts facts = collector.Read();
        Line("heap", ByteSize.Of(facts.HeapSize) + " used, " + ByteSize.Of(facts.Committed) + " committed, limit " + ByteSize.Of(facts.Limit));
        Line("allocated", ByteSize.Of(facts.AllocatedSinceBoot) + " since boot");
        Line("collections", string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.Generation0Collections} + {facts.Generation1Collections} + {facts.Generation2Collections} (generation 0 + 1 + 2)"));
        Line("pauses", TimeText.Of(facts.TotalPause) + " in all, the last " + TimeText.Of(facts.LastPause));
        return new KernelTask<int>(0);

        void Line(string name, string value)
        {
            context.Output.Write(name.PadRight(13));
            context.Output.WriteLine(value);
        }
    }

    private static void ShowPauses(CommandContext context, CollectorPauses pauses)
    {
        Line("ns below", "youngest", "older", "idle");
        for (int bucket = 0; bucket < PauseHistogram.Buckets; bucket++)
        {
            long limit = PauseHistogram.LimitOf(bucket);
            Line(limit == long.MaxValue ? "any" : Text(limit), Text(pauses.Youngest[bucket]), Text(pauses.Older[bucket]), Text(pauses.Idle[bucket]));
        }

        Line("in all", Text(pauses.Youngest.Count), Text(pauses.Older.Count), Text(pauses.Idle.Count));
        Line("longest", Text(pauses.Youngest.Longest), Text(pauses.Older.Longest), Text(pauses.Idle.Longest));
        Line("unseen", Text(pauses.Unseen), "", "");

        void Line(string name, string youngest, string older, string idle)
        {
            context.Output.Write(name.PadLeft(Width));
            context.Output.Write(youngest.PadLeft(Width));
            context.Output.Write(older.PadLeft(Width));
            context.Output.WriteLine(idle.PadLeft(Width));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
