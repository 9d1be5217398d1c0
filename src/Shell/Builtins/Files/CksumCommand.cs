using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>cksum (XCU 3).</summary>
public sealed class CksumCommand(IShellFiles? files) : FilterCommand(files)
{
    private const uint Polynomial = 0x04c1_1db7;

    public override string Name => "cksum";

    public override CommandManual Manual => new(HelpGroup.Text, "cksum [FILE...]", "Prints a checksum and the size of files.", "cksum /etc/passwd");

    protected override string OptionLetters => "";

    protected override Filter Begin(CommandContext context, CommandOptions options) => new Sum(context, options);

    private sealed class Sum(CommandContext context, CommandOptions options) : Filter
    {
        private readonly uint[] _table = MakeTable();

        public override async KernelTask Read(ByteReader reader, string name)
        {
            uint sum = 0;
            long length = 0;
            ReadOnlyMemory<byte> piece;
            while (!(piece = await reader.ReadPiece()).IsEmpty)
            {
                sum = Add(sum, piece.Span);
                length += piece.Length;
            }

            // The length follows the contents, its lowest byte first, without zeroes at its end.
            for (long rest = length; rest != 0; rest >>= 8)
            {
                sum = Add(sum, (byte)(rest & 0xff));
            }

            context.Output.WriteLine((~sum).ToString(CultureInfo.InvariantCulture) + " " + length + (options.Operands.Count == 0 ? "" : " " + name));
            await context.Output.Drain();
        }

        private uint Add(uint sum, ReadOnlySpan<byte> bytes)
        {
            foreach (byte each in bytes)
            {
                sum = Add(sum, each);
            }

            return sum;
        }

        private uint Add(uint sum, byte value) => (sum << 8) ^ _table[(sum >> 24) ^ value];

        private static uint[] MakeTable()
        {
            uint[] table = new uint[256];
            for (uint i = 0; i < table.Length; i++)
            {
                uint sum = i << 24;
                for (int bit = 0; bit < 8; bit++)
                {
                    sum = (sum & 0x8000_0000) != 0 ? (sum << 1) ^ Polynomial : sum << 1;
                }

                table[i] = sum;
            }

            return table;
        }
    }
}
