using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>tail.</summary>
public sealed class TailCommand(IShellFiles? files) : FilterCommand(files)
{
    private const long DefaultLines = 10;

    public override string Name => "tail";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "tail [-n [+]LINES] [FILE...]",
        "Prints the last lines: ten, or so many; with +, from that line on.",
        "dmesg | tail -n 5");

    protected override string OptionLetters => "n:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        string count = options.Value('n') ?? "10";
        bool fromStart = count.StartsWith('+');
        if (long.TryParse(count.TrimStart('+', '-'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long lines))
        {
            return new Tail(context, options.Value('n') is null ? DefaultLines : lines, fromStart, options.Operands.Count > 1);
        }

        _ = context.Misuse("how many?");
        return null;
    }

    private sealed class Tail(CommandContext context, long lines, bool fromStart, bool titled) : Filter
    {
        private bool _second;

        public override async KernelTask Read(ByteReader reader, string name)
        {
            if (titled)
            {
                context.Output.WriteLine((_second ? "\n==> " : "==> ") + (name == "-" ? "standard input" : name) + " <==");
                _second = true;
            }

            Queue<byte[]> kept = new();
            long number = 0;
            while (await reader.ReadLine() is { } line)
            {
                number++;
                if (fromStart)
                {
                    if (number >= lines)
                    {
                        context.Output.WriteBytes(line);
                        await context.Output.Drain();
                    }

                    continue;
                }

                kept.Enqueue(line);
                if (kept.Count > lines)
                {
                    _ = kept.Dequeue();
                }
            }

            foreach (byte[] line in kept)
            {
                context.Output.WriteBytes(line);
                await context.Output.Drain();
            }
        }
    }
}
