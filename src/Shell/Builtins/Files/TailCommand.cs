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
        "tail [-n [+]LINES] [-c BYTES] [FILE...]",
        "Prints the last lines: ten, or so many; with +, from that line on. With -c, the last bytes.",
        "dmesg | tail -n 5");

    protected override string OptionLetters => "n:c:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        bool countsBytes = options.Value('c') is not null;
        string count = options.Value('c') ?? options.Value('n') ?? "10";
        bool fromStart = count.StartsWith('+');
        if (long.TryParse(count.TrimStart('+', '-'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long lines))
        {
            return countsBytes && !fromStart
                ? new LastBytes(context, lines)
                : countsBytes ? Refuse(context) : new Tail(context, options.Value('n') is null ? DefaultLines : lines, fromStart, options.Operands.Count > 1);
        }

        return Refuse(context);
    }

    private static Filter? Refuse(CommandContext context)
    {
        _ = context.Misuse("how many?");
        return null;
    }

    /// <summary>-c: keeps as many whole lines as hold the bytes, and cuts the first.</summary>
    private sealed class LastBytes(CommandContext context, long bytes) : Filter
    {
        public override async KernelTask Read(ByteReader reader, string name)
        {
            Queue<byte[]> kept = new();
            long total = 0;
            while (await reader.ReadLine() is { } line)
            {
                kept.Enqueue(line);
                total += line.Length;
                while (kept.Count > 0 && total - kept.Peek().Length >= bytes)
                {
                    total -= kept.Dequeue().Length;
                }
            }

            foreach (byte[] line in kept)
            {
                int cut = (int)System.Math.Clamp(total - bytes, 0, line.Length);
                total -= cut;
                context.Output.WriteBytes(System.MemoryExtensions.AsSpan(line, cut));
                await context.Output.Drain();
            }
        }
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
