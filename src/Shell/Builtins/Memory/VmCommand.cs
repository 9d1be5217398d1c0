using Vela.Hal;
using Vela.Memory;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>vm: what the memory room has done, and whether it is right (C-22, M-53).</summary>
public sealed class VmCommand(Container container, IShellClock clock) : Builtin
{
    public override string Name => "vm";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "vm [check]",
        "Shows the counters of virtual memory; 'vm check' recomputes everything that is kept twice and says where the two disagree.",
        "vm check",
        "The check goes in parts between which programs run; sums over the whole machine are compared when nothing changed meanwhile.\nLong checks show how far they are, and Ctrl-C ends them.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 1 && context[1] == "check")
        {
            return await Check(context);
        }

        if (context.Count != 0)
        {
            return context.Misuse("unknown argument '" + context[1] + "'");
        }

        Vela.Memory.MemoryCounters counters = container.Memory.Counters;
        Line(context, "faults", counters.Faults);
        Line(context, "  found nothing to do", counters.SpuriousFaults);
        Line(context, "  refused", counters.Refused);
        Line(context, "zero page mapped", counters.ZeroPagesMapped);
        Line(context, "pages made", counters.ZeroPagesMade);
        Line(context, "  copied", counters.PagesCopied);
        Line(context, "  taken over", counters.PagesReused);
        Line(context, "  moved up a chain", counters.PagesMovedUp);
        Line(context, "  mapped around a fault", counters.PagesMappedAround);
        Line(context, "  reclaimed", counters.PagesReclaimed);
        Line(context, "large pages mapped", counters.LargePagesMapped);
        Line(context, "  split", counters.LargePagesSplit);
        Line(context, "shadows made", counters.ShadowsMade);
        Line(context, "  chains collapsed", counters.Collapses);
        Line(context, "  chains bypassed", counters.Bypasses);
        Line(context, "forks", counters.Forks);
        Line(context, "  leaf tables shared", counters.LeafTablesShared);
        Line(context, "  leaf tables copied", counters.LeafTablesCopied);
        Line(context, "  leaf tables thawed", counters.LeafTablesThawed);
        Line(context, "pages asked of pagers", counters.PagerRequests);
        Line(context, "flushes needed", counters.FlushesNeeded);
        Line(context, "  done", counters.FlushesDone);
        return 0;
    }

    private static void Line(CommandContext context, string name, ulong value) => context.Output.WriteLine(name.PadRight(26) + ProcessOperand.Of(value).PadLeft(12));

    private async KernelTask<int> Check(CommandContext context)
    {
        Sweeper sweeper = new(container.Memory);
        Progress progress = new(context, clock, "vm check", ProgressUnit.Objects) { Total = sweeper.Total };
        string? broken;
        try
        {
            broken = await Sweep(context, sweeper, progress);
        }
        finally
        {
            await progress.Finish();
        }

        if (broken is not null)
        {
            context.Output.WriteLine("wrong: " + broken);
            return 1;
        }

        context.Output.WriteLine(sweeper.IsWhole
            ? "every object, every address space and all sums are right"
            : "every object and every address space is right; sums were not compared, for something ran meanwhile");
        return 0;
    }

    private static async KernelTask<string?> Sweep(CommandContext context, Sweeper sweeper, Progress progress)
    {
        ulong place = 0;
        string? broken;
        do
        {
            long before = sweeper.Done;
            broken = sweeper.CheckPart(ref place);
            await progress.Advance(sweeper.Done - before);
            await context.Breathe();
        }
        while (place != 0 && broken is null);
        return broken;
    }
}
