using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>head.</summary>
public sealed class HeadCommand(IShellFiles? files) : FilterCommand(files)
{
    private const string DefaultLines = "10";

    public override string Name => "head";

    public override CommandManual Manual => new(
        HelpGroup.Text, "head [-n [-]LINES] [-c BYTES] [FILE...]", "Prints the first lines: ten, or so many; with -, all but the last so many. With -c, the first bytes.", "dmesg | head -n 5");

    protected override string OptionLetters => "#n:c:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        string count = options.Value('n') ?? DefaultLines;
        bool isFromEnd = count.StartsWith('-');
        if (long.TryParse(isFromEnd ? count[1..] : count, NumberStyles.None, CultureInfo.InvariantCulture, out long lines) && options.TryNumber('c', -1, out long bytes))
        {
            return new Head(context, isFromEnd ? -lines : lines, bytes, new FileTitles(context.Output, options.Operands.Count));
        }

        _ = context.Misuse("how many?");
        return null;
    }

    private sealed class Head(CommandContext context, long lines, long bytes, FileTitles titles) : Filter
    {
        public override async KernelTask Read(ByteReader reader, string name)
        {
            titles.Write(name);
            long left = bytes;
            if (left < 0 && lines < 0)
            {
                await ReadAllButTheLast(reader);
            }

            for (long i = 0; left < 0 && i < lines && await reader.ReadLine() is { } line; i++)
            {
                context.Output.WriteBytes(line);
                await context.Output.Drain();
            }

            while (left > 0)
            {
                ReadOnlyMemory<byte> piece = await reader.ReadPiece();
                if (piece.IsEmpty)
                {
                    return;
                }

                piece = piece[..(int)Math.Min(left, piece.Length)];
                left -= piece.Length;
                context.Output.WriteBytes(piece.Span);
                await context.Output.Drain();
            }
        }

        private async KernelTask ReadAllButTheLast(ByteReader reader)
        {
            Queue<byte[]> held = new();
            while (await reader.ReadLine() is { } line)
            {
                held.Enqueue(line);
                if (held.Count > -lines)
                {
                    context.Output.WriteBytes(held.Dequeue());
                    await context.Output.Drain();
                }
            }
        }
    }
}
