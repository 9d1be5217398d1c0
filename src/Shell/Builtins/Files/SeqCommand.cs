using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>seq, in whole numbers.</summary>
public sealed class SeqCommand : Builtin
{
    public override string Name => "seq";

    public override CommandManual Manual => new(
        HelpGroup.Text, "seq [FIRST [STEP]] LAST", "Prints whole numbers, from 1 or FIRST to LAST.", "for i in $(seq 1 2 9); do echo $i; done");

    public override async KernelTask<int> Run(CommandContext context)
    {
        long[] numbers = new long[context.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(context[i + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return context.Misuse("'" + context[i + 1] + "' is not a whole number");
            }
        }

        if (numbers.Length is 0 or > 3)
        {
            return context.Misuse("from where to where?");
        }

        long first = numbers.Length > 1 ? numbers[0] : 1;
        long step = numbers.Length > 2 ? numbers[1] : 1;
        long last = numbers[^1];
        if (step == 0)
        {
            return context.Misuse("a step of 0 leads nowhere");
        }

        for (long i = first; step > 0 ? i <= last : i >= last; i += step)
        {
            context.Output.Write(i);
            context.Output.Write('\n');
            await context.Output.Drain();
        }

        return 0;
    }
}
