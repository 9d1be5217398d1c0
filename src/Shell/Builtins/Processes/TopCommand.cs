using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>top: the processes, those that use the processor first, drawn again every second (S-32).</summary>
public sealed class TopCommand(Container container, IMemoryCounters? memory) : Builtin
{
    private const int Percent = 100;

    public override string Name => "top";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "top [-d SECONDS] [-n TIMES]",
        "Shows the processes that use the processor, again and again until q is typed.",
        "top -n 1",
        "-d SECONDS  between two pictures; 1\n-n TIMES    ends after so many\nWhere the output is no console there is one picture.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "d:n:") is not { } options)
        {
            return 2;
        }

        if (!options.TryNumber('d', 1, out long seconds) || !options.TryNumber('n', long.MaxValue, out long times) || seconds < 1)
        {
            return context.Misuse("that is no number");
        }

        LiveView view = new(context);
        Dictionary<int, ulong> before = [];
        ulong since = container.Scheduler.Clocks.Nanoseconds;
        try
        {
            for (long i = 0; i < times; i++)
            {
                ulong now = container.Scheduler.Clocks.Nanoseconds;
                await view.Draw(MakeLines(before, now - since));
                since = now;
                if (i + 1 == times || !await view.Wait(TimeSpan.FromSeconds(seconds)))
                {
                    break;
                }
            }
        }
        finally
        {
            await view.End();
        }

        return 0;
    }

    private List<string> MakeLines(Dictionary<int, ulong> before, ulong elapsed)
    {
        List<(ulong Used, int Id, string Line)> shown = [];
        ulong all = 0;
        int running = 0;
        foreach (int id in container.CopyNumbers())
        {
            if (container.Find(id) is not { } process)
            {
                continue;
            }

            ulong runtime = process.Runtime;
            ulong used = runtime - Math.Min(before.GetValueOrDefault(id, elapsed == 0 ? 0 : runtime), runtime);
            before[id] = runtime;
            all += used;
            running += ProcessText.StateOf(process, null) == 'R' ? 1 : 0;
            ulong share = elapsed == 0 ? 0 : Math.Min(Percent, used * Percent / elapsed);
            shown.Add((used, id, ProcessOperand.Of(share).PadLeft(4) + " " + ProcessLines.Of(process)));
        }

        shown.Sort((a, b) => a.Used != b.Used ? b.Used.CompareTo(a.Used) : a.Id.CompareTo(b.Id));
        LoadAverage load = container.Scheduler.Averages;
        List<string> lines =
        [
            "processes " + ProcessOperand.Of(shown.Count) + ", running " + ProcessOperand.Of(running)
                + ", load " + Load(load[0]) + " " + Load(load[1]) + " " + Load(load[2])
                + ", busy " + ProcessOperand.Of(elapsed == 0 ? 0 : Math.Min(Percent, all * Percent / elapsed)) + " %",
        ];
        if (memory is not null)
        {
            MemoryCounters counters = memory.Read();
            lines.Add("memory " + ByteSize.Of(counters.Total) + ", free " + ByteSize.Of(counters.Free) + ", files " + ByteSize.Of(counters.PageCache)
                + ", programs " + ByteSize.Of(counters.Anonymous) + ", kernel heap " + ByteSize.Of(counters.Heap));
        }

        lines.Add("");
        lines.Add("%CPU " + ProcessLines.Header);
        foreach ((_, _, string line) in shown)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string Load(ulong value)
    {
        ulong hundredths = value * Percent / LoadAverage.One;
        return ProcessOperand.Of(hundredths / Percent) + "." + ProcessOperand.Of(hundredths % Percent).PadLeft(2, '0');
    }
}
