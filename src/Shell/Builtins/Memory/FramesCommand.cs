using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>frames: physical memory as a map.</summary>
public sealed class FramesCommand(Container container) : Builtin
{
    private const int Uses = (int)FrameUse.Orphan + 1;
    private const ulong Columns = 64;
    private const ulong Rows = 32;

    public override string Name => "frames";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "frames",
        "Draws physical memory: each letter stands for what most frames of a part are used for.",
        "frames",
        "P pages of programs and files, H the runtime's heap, K the kernel's own, T page tables, S small structures,\n"
        + ". free, q quarantined, o let go of but pinned, blank no memory. A small letter: less than half of the part is in use.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        Frames frames = container.Memory.Frames;
        ulong each = ((frames.FrameCount - 1) / (Columns * Rows)) + 1;
        ulong[] counts = new ulong[Uses];
        ulong frame = 0;
        for (ulong cell = 0; frame < frames.FrameCount; cell++)
        {
            if (cell % Columns == 0)
            {
                context.Output.Write(ProcessOperand.Hex(frame * FrameNumber.Size).PadLeft(12) + " ");
            }

            System.Array.Clear(counts);
            ulong end = frame + each < frames.FrameCount ? frame + each : frames.FrameCount;
            for (; frame < end; frame++)
            {
                counts[(int)frames[new FrameNumber(frame)].Use]++;
            }

            context.Output.Write(Letter(counts, each));
            if (cell % Columns == Columns - 1 || frame == frames.FrameCount)
            {
                context.Output.WriteLine();
                await context.Output.Drain();
            }
        }

        context.Output.WriteLine("each letter: " + ProcessLines.Bytes(each) + "; free " + ProcessLines.Bytes(frames.FreeCount) + " of " + ProcessLines.Bytes(frames.Total)
            + ", pages " + ProcessLines.Bytes(frames.CountOf(FrameUse.Page)) + ", heap " + ProcessLines.Bytes(frames.CountOf(FrameUse.Host))
            + ", kernel " + ProcessLines.Bytes(frames.CountOf(FrameUse.Kernel)) + ", tables " + ProcessLines.Bytes(frames.CountOf(FrameUse.Table))
            + ", structures " + ProcessLines.Bytes(frames.CountOf(FrameUse.Slab)));
        return 0;
    }

    private static char Letter(ulong[] counts, ulong all)
    {
        ulong unused = counts[(int)FrameUse.Free] + counts[(int)FrameUse.FreeSingle] + counts[(int)FrameUse.FreeZero];
        ulong used = 0;
        int most = 0;
        for (int use = (int)FrameUse.Quarantined; use < Uses; use++)
        {
            used += counts[use];
            most = counts[use] > counts[most] || most == 0 ? use : most;
        }

        if (used == 0)
        {
            return unused == 0 ? ' ' : '.';
        }

        char letter = (FrameUse)most switch
        {
            FrameUse.Page => 'P',
            FrameUse.Host => 'H',
            FrameUse.Kernel => 'K',
            FrameUse.Table => 'T',
            FrameUse.Slab => 'S',
            FrameUse.Orphan => 'o',
            _ => 'q',
        };
        return used * 2 < all && letter is >= 'A' and <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
    }
}
