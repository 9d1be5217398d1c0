using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>gc: what the collector did, and running it.</summary>
public sealed class GcCommand(ICollector collector) : Builtin
{
    public override string Name => "gc";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "gc [collect [0|1|2]]",
        "Shows what the garbage collector has done; 'gc collect' runs it first.",
        "gc collect 2",
        "Pauses are the time in which nothing else ran.\n");

    public override KernelTask<int> Run(CommandContext context)
    {
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
}
