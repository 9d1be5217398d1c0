using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>vmmap: an address space as a picture.</summary>
public sealed class VmmapCommand(Container container) : Builtin
{
    private const int Fixed = 52;
    private const int MostCells = 64;

    public override string Name => "vmmap";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "vmmap [--watch] PID",
        "Draws the address space of a process: one line for each mapping, coloured by what it shows.",
        "vmmap 2",
        "Green is private memory, blue a file, magenta shared memory, yellow a stack that grows.\n"
        + "In the bar: # changed and its own, s changed and shared, o its own, = shared, 0 the page of zeroes, . not there.\n--watch draws again every second until q is typed.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        bool isWatching = context.Count == 2 && context[1] == "--watch";
        if (!isWatching && context.Count != 1)
        {
            return context.Misuse("whose?");
        }

        if (ProcessOperand.Find(context, container, context[context.Count]) is not { } process)
        {
            return 1;
        }

        LiveView view = new(context);
        if (!isWatching || !view.IsLive)
        {
            foreach (string line in Draw(process, view.Columns, context.Output.Stream.IsConsole ? PictureColours.Shown : PictureColours.None))
            {
                context.Output.WriteLine(line);
                await context.Output.Drain();
            }

            return 0;
        }

        try
        {
            do
            {
                await view.Draw(Draw(process, view.Columns, PictureColours.Shown));
            }
            while (process.Memory is not null && await view.Wait(TimeSpan.FromSeconds(1)));
        }
        finally
        {
            await view.End();
        }

        return 0;
    }

    private static List<string> Draw(Process process, int columns, PictureColours colours)
    {
        List<string> lines = [];
        if (process.Memory is not { } memory)
        {
            return lines;
        }

        ProcessText.Sizes sizes = ProcessText.Measure(memory);
        lines.Add(ProcessOperand.NameOf(process) + "[" + ProcessOperand.Of(process.ProcessId) + "]: mapped " + ProcessLines.Bytes(sizes.Mapped)
            + ", resident " + ProcessLines.Bytes(sizes.Resident) + ", committed " + ProcessLines.Bytes(sizes.Committed)
            + ", tables " + ProcessLines.Bytes(memory.Space.TableCount));
        int cells = Math.Clamp(columns - Fixed, 8, MostCells);
        PageNumber from = default;
        while (memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            lines.Add(DrawRegion(memory, in view, cells, colours));
        }

        return lines;
    }

    private static string DrawRegion(ProgramMemory memory, in RegionView view, int cells, PictureColours colours)
    {
        StringBuilder line = new();
        string colour = (view.Flags & RegionFlags.GrowsDown) != 0 ? "\u001b[93m"
            : (view.Flags & RegionFlags.Shared) != 0 ? "\u001b[95m"
            : view.Origin is not null ? "\u001b[94m"
            : "\u001b[92m";
        _ = line.Append(ProcessOperand.Hex(view.Range.Start.Address.Value).PadLeft(12)).Append(' ')
            .Append((view.Access & Access.Read) != 0 ? 'r' : '-').Append((view.Access & Access.Write) != 0 ? 'w' : '-')
            .Append((view.Access & Access.Execute) != 0 ? 'x' : '-').Append((view.Flags & RegionFlags.Shared) != 0 ? 's' : 'p')
            .Append(ProcessLines.Bytes(view.Range.Count).PadLeft(10)).Append(ProcessLines.Bytes(view.Resident).PadLeft(10))
            .Append(" d").Append(ProcessOperand.Of(view.Depth)).Append(' ').Append(colours == PictureColours.Shown ? colour : "");
        ulong pages = view.Range.Count;
        ulong shown = pages < (ulong)cells ? pages : (ulong)cells;
        for (ulong cell = 0; cell < shown; cell++)
        {
            PageNumber start = view.Range.Start + (cell * pages / shown);
            PageNumber end = view.Range.Start + ((cell + 1) * pages / shown);
            _ = line.Append(Letter(memory.Space.Weigh(new PageRange(start, end))));
        }

        return line.Append(colours == PictureColours.Shown ? "\u001b[0m" : "").ToString();
    }

    /// <summary>The most telling of what a cell's pages are.</summary>
    private static char Letter(in RegionShares shares) =>
        shares.PrivateDirty != 0 ? '#' : shares.SharedDirty != 0 ? 's' : shares.PrivateClean != 0 ? 'o' : shares.SharedClean != 0 ? '=' : shares.Zero != 0 ? '0' : '.';
}
