using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>objects: the memory objects that a process shows, each with what stands behind it.</summary>
public sealed class ObjectsCommand(Container container) : Builtin
{
    public override string Name => "objects";

    public override CommandManual Manual => new(
        HelpGroup.Memory,
        "objects PID",
        "Shows for each mapping of a process the chain of memory objects that a page is looked for in.",
        "objects 2",
        "Each object: its number, its kind, its pages, and how many mappings (m) and shadows (s) it has.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count != 1)
        {
            return context.Misuse("whose?");
        }

        if (ProcessOperand.Find(context, container, context[1]) is not { } process)
        {
            return 1;
        }

        PageNumber from = default;
        while (process.Memory is { } memory && memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            context.Output.Write(ProcessOperand.Hex(view.Range.Start.Address.Value).PadLeft(12));
            if (view.Object is null)
            {
                context.Output.Write("  nothing yet");
            }

            for (VmObject? shown = view.Object; shown is not null; shown = shown.Below)
            {
                context.Output.Write(shown == view.Object ? "  " : " -> ");
                Describe(context.Output, shown);
            }

            context.Output.WriteLine();
            await context.Output.Drain();
        }

        return 0;
    }

    private static void Describe(OutputWriter output, VmObject shown)
    {
        output.Write(ProcessOperand.Of(shown.Index));
        output.Write(shown.Kind switch
        {
            ObjectKind.Anonymous => shown.Below is null ? " anonymous " : " shadow ",
            ObjectKind.Shared => " shared ",
            ObjectKind.Paged => " file ",
            ObjectKind.Physical => " device ",
            _ => " contiguous ",
        });
        output.Write(ProcessOperand.Of(shown.PageCount) + "p " + ProcessOperand.Of(shown.RegionCount) + "m " + ProcessOperand.Of(shown.ShadowCount) + "s");
    }
}
