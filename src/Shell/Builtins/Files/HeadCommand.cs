using Vela.Hal;

namespace Vela.Shell;

/// <summary>head.</summary>
public sealed class HeadCommand(IShellFiles? files) : FilterCommand(files)
{
    private const long DefaultLines = 10;

    public override string Name => "head";

    public override CommandManual Manual => new(
        HelpGroup.Text, "head [-n LINES] [FILE...]", "Prints the first lines: ten, or so many.", "dmesg | head -n 5");

    protected override string OptionLetters => "n:c:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        if (options.TryNumber('n', DefaultLines, out long lines) && options.TryNumber('c', -1, out long bytes))
        {
            return new Head(context, lines, bytes, options.Operands.Count > 1);
        }

        _ = context.Misuse("how many?");
        return null;
    }

    private sealed class Head(CommandContext context, long lines, long bytes, bool titled) : Filter
    {
        private bool _second;

        public override async KernelTask Read(ByteReader reader, string name)
        {
            if (titled)
            {
                context.Output.WriteLine((_second ? "\n==> " : "==> ") + (name == "-" ? "standard input" : name) + " <==");
                _second = true;
            }

            long left = bytes;
            for (long i = 0; left < 0 && i < lines && await reader.ReadLine() is { } line; i++)
            {
                context.Output.WriteBytes(line);
                await context.Output.Drain();
            }

            while (left > 0)
            {
                System.ReadOnlyMemory<byte> piece = await reader.ReadPiece();
                if (piece.IsEmpty)
                {
                    return;
                }

                piece = piece[..(int)System.Math.Min(left, piece.Length)];
                left -= piece.Length;
                context.Output.WriteBytes(piece.Span);
                await context.Output.Drain();
            }
        }
    }
}
