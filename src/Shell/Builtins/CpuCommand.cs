using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>cpu: the processor.</summary>
public sealed class CpuCommand(IProcessor processor) : Builtin
{
    private const int Width = 78;

    public override string Name => "cpu";

    public override CommandManual Manual => new(HelpGroup.Kernel, "cpu", "Shows what the processor is and can do.", "cpu | grep smep");

    public override async KernelTask<int> Run(CommandContext context)
    {
        ProcessorFacts facts = processor.Read();
        OutputWriter output = context.Output;
        output.WriteLine(facts.Brand.Trim());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.Vendor}, family {facts.Family}, model {facts.Model}, stepping {facts.Stepping}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.Count} processor{(facts.Count == 1 ? "" : "s")}, time stamp counter at {facts.TimestampHertz / 1e6:0.0} MHz"));
        int column = 0;
        foreach (string feature in facts.Features)
        {
            if (column > 0 && column + 1 + feature.Length > Width)
            {
                output.WriteLine();
                column = 0;
            }

            if (column > 0)
            {
                output.Write(' ');
                column++;
            }

            output.Write(feature);
            column += feature.Length;
            await output.Drain();
        }

        if (column > 0)
        {
            output.WriteLine();
        }

        return 0;
    }
}
