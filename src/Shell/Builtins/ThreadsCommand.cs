using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>threads: the runtime's threads inside the kernel.</summary>
public sealed class ThreadsCommand(IRuntimeThreads threads) : Builtin
{
    public override string Name => "threads";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "threads",
        "Lists the .NET runtime's threads inside the kernel.",
        "threads",
        "Programs have threads of their own: see ps.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        context.Output.WriteLine("   ID      TIME     STACK  STATE      NAME");
        foreach (RuntimeThread thread in threads.Collect())
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{thread.Id,5}  {TimeText.Of(thread.ProcessorTime),8}  {ByteSize.Of(thread.StackBytes),8}  {thread.State,-10} {thread.Name}"));
            await context.Output.Drain();
        }

        return 0;
    }
}
