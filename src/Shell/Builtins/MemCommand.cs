using Vela.Hal;

namespace Vela.Shell;

/// <summary>mem: where the machine's memory is.</summary>
public sealed class MemCommand(IMemoryCounters memory) : Builtin
{
    public override string Name => "mem";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "mem [-b]",
        "Shows where the machine's memory is.",
        "mem",
        "-b  in bytes, for scripts\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        bool exact = context.Count == 1 && context[1] == "-b";
        if (context.Count > 0 && !exact)
        {
            return new KernelTask<int>(context.Misuse("unknown argument '" + context[1] + "'"));
        }

        MemoryCounters counters = memory.Read();
        Line("total", counters.Total);
        Line("free", counters.Free);
        Line("kernel", counters.Kernel);
        Line("heap", counters.Heap);
        Line("cache", counters.PageCache);
        Line("anonymous", counters.Anonymous);
        Line("reserve", counters.Reserve);
        return new KernelTask<int>(0);

        void Line(string name, long bytes)
        {
            context.Output.Write(name.PadRight(10));
            if (exact)
            {
                context.Output.Write(bytes);
                context.Output.WriteLine();
                return;
            }

            context.Output.Write(ByteSize.Of(bytes).PadLeft(10));
            double share = counters.Total == 0 ? 0 : 100.0 * bytes / counters.Total;
            context.Output.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share,7:0.0} %"));
        }
    }
}
