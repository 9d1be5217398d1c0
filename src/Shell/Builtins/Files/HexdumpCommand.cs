using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>hexdump, in the canonical form (hexdump -C).</summary>
public sealed class HexdumpCommand(IShellFiles? files) : FilterCommand(files)
{
    private const int Width = 16;

    public override string Name => "hexdump";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "hexdump [-C] [-s OFFSET] [-n BYTES] [FILE...]",
        "Shows bytes in hexadecimal and as characters.",
        "hexdump -n 64 /dev/sda",
        "Equal lines are shown once, and then as *.\n");

    protected override string OptionLetters => "Cn:s:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        if (options.TryNumber('n', long.MaxValue, out long limit) && options.TryNumber('s', 0, out long skip))
        {
            return new Dump(context, skip, limit);
        }

        _ = context.Misuse("how many?");
        return null;
    }

    private sealed class Dump : Filter
    {
        private readonly CommandContext _context;
        private readonly byte[] _row = new byte[Width];
        private readonly byte[] _last = new byte[Width];
        private int _filled;
        private long _offset;
        private long _skip;
        private long _left;
        private bool _repeats;
        private bool _hasLast;
        private bool _shown;

        public Dump(CommandContext context, long skip, long limit)
        {
            _context = context;
            _offset = skip;
            _skip = skip;
            _left = limit;
        }

        public override async KernelTask Read(ByteReader reader, string name)
        {
            while (_left > 0)
            {
                ReadOnlyMemory<byte> piece = await reader.ReadPiece();
                if (piece.IsEmpty)
                {
                    return;
                }

                int skipped = (int)Math.Min(_skip, piece.Length);
                _skip -= skipped;
                piece = piece[skipped..];
                piece = piece[..(int)Math.Min(_left, piece.Length)];
                _left -= piece.Length;
                while (!piece.IsEmpty)
                {
                    int count = Math.Min(Width - _filled, piece.Length);
                    piece.Span[..count].CopyTo(_row.AsSpan(_filled));
                    _filled += count;
                    piece = piece[count..];
                    if (_filled == Width)
                    {
                        ShowRow();
                        await _context.Output.Drain();
                    }
                }
            }
        }

        public override KernelTask<int> End()
        {
            if (_filled > 0)
            {
                ShowRow();
            }

            if (_shown)
            {
                _context.Output.WriteLine(_offset.ToString("x8", CultureInfo.InvariantCulture));
            }

            return new KernelTask<int>(0);
        }

        private void ShowRow()
        {
            ReadOnlySpan<byte> row = _row.AsSpan(0, _filled);
            if (_hasLast && _filled == Width && row.SequenceEqual(_last))
            {
                if (!_repeats)
                {
                    _context.Output.WriteLine("*");
                }

                _repeats = true;
            }
            else
            {
                _repeats = false;
                ShowBytes(row);
            }

            row.CopyTo(_last);
            _hasLast = _filled == Width;
            _shown = true;
            _offset += _filled;
            _filled = 0;
        }

        private void ShowBytes(ReadOnlySpan<byte> row)
        {
            OutputWriter output = _context.Output;
            output.Write(_offset.ToString("x8", CultureInfo.InvariantCulture));
            for (int i = 0; i < Width; i++)
            {
                output.Write(i % 8 == 0 ? "  " : " ");
                output.Write(i < row.Length ? row[i].ToString("x2", CultureInfo.InvariantCulture) : "  ");
            }

            output.Write("  |");
            foreach (byte one in row)
            {
                output.Write(one is >= 0x20 and < 0x7F ? (char)one : '.');
            }

            output.WriteLine("|");
        }
    }
}
