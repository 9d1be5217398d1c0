using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>wc.</summary>
public sealed class WcCommand(IShellFiles? files) : FilterCommand(files)
{
    public override string Name => "wc";

    public override CommandManual Manual => new(
        HelpGroup.Text, "wc [-lwcm] [FILE...]", "Counts lines, words and bytes.", "ls | wc -l", "-l lines  -w words  -c bytes  -m characters\n");

    protected override string OptionLetters => "lwcm";

    protected override Filter Begin(CommandContext context, CommandOptions options) => new Count(context, options);

    private sealed class Count(CommandContext context, CommandOptions options) : Filter
    {
        private readonly List<(string Name, long[] Counts)> _rows = [];

        public override async KernelTask Read(ByteReader reader, string name)
        {
            long[] counts = new long[4];
            bool inWord = false;
            ReadOnlyMemory<byte> piece;
            while (!(piece = await reader.ReadPiece()).IsEmpty)
            {
                CountPiece(piece.Span, counts, ref inWord);
            }

            _rows.Add((name, counts));
        }

        public override async KernelTask<int> End()
        {
            long[] total = new long[4];
            foreach ((_, long[] counts) in _rows)
            {
                for (int i = 0; i < total.Length; i++)
                {
                    total[i] += counts[i];
                }
            }

            if (_rows.Count > 1)
            {
                _rows.Add(("total", total));
            }

            bool all = !options.Has('l') && !options.Has('w') && !options.Has('c') && !options.Has('m');
            bool[] shown = [all || options.Has('l'), all || options.Has('w'), options.Has('m'), all || options.Has('c')];
            int columns = 0;
            foreach (bool column in shown)
            {
                columns += column ? 1 : 0;
            }

            // A single number for a single input stands alone, as the host's does; else columns are as wide as the largest number, 7 for a pipe.
            int width = columns == 1 && _rows.Count == 1 ? 0 : options.Operands.Count == 0 ? 7 : Digits(total[3]);
            foreach ((string name, long[] counts) in _rows)
            {
                string separator = "";
                for (int i = 0; i < shown.Length; i++)
                {
                    if (shown[i])
                    {
                        context.Output.Write(separator + counts[i].ToString(CultureInfo.InvariantCulture).PadLeft(width));
                        separator = " ";
                    }
                }

                context.Output.WriteLine(options.Operands.Count == 0 ? "" : " " + name);
                await context.Output.Drain();
            }

            return 0;
        }

        private static int Digits(long number) => number.ToString(CultureInfo.InvariantCulture).Length;

        private static void CountPiece(ReadOnlySpan<byte> piece, long[] counts, ref bool inWord)
        {
            foreach (byte one in piece)
            {
                bool blank = one is (byte)' ' or (>= 9 and <= 13);
                counts[0] += one == '\n' ? 1 : 0;
                counts[1] += !blank && !inWord ? 1 : 0;
                counts[2] += (one & 0xC0) != 0x80 ? 1 : 0;
                inWord = !blank;
            }

            counts[3] += piece.Length;
        }
    }
}
