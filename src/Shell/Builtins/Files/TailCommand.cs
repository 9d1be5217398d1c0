using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>tail.</summary>
public sealed class TailCommand(IShellFiles? files) : FilterCommand(files)
{
    private const string DefaultLines = "10";

    public override string Name => "tail";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "tail [-n [+]LINES] [-c BYTES] [FILE...]",
        "Prints the last lines: ten, or so many; with +, from that line on. With -c, the last bytes.",
        "dmesg | tail -n 5");

    protected override string OptionLetters => "#n:c:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        bool countsBytes = options.Value('c') is not null;
        string count = options.Value('c') ?? options.Value('n') ?? DefaultLines;
        bool fromStart = count.StartsWith('+');
        bool isNumber = long.TryParse(count.TrimStart('+', '-'), NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        if (!isNumber || (countsBytes && fromStart))
        {
            _ = context.Misuse("how many?");
            return null;
        }

        return countsBytes ? new LastBytes(context, number) : new Tail(context, number, fromStart, new FileTitles(context.Output, options.Operands.Count));
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
                int cut = (int)Math.Clamp(total - bytes, 0, line.Length);
                total -= cut;
                context.Output.WriteBytes(line.AsSpan(cut));
                await context.Output.Drain();
            }
        }
    }

    private sealed class Tail(CommandContext context, long lines, bool fromStart, FileTitles titles) : Filter
    {
        public override async KernelTask Read(ByteReader reader, string name)
        {
            titles.Write(name);
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
