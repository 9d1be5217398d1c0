using System;
using System.Buffers.Binary;
using System.Text;

namespace Vela.Build.Symbols;

/// <summary>Reads DWARF's encodings forward from a span (DWARF 5 §7.6, §7.4).</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; } = position;

    public readonly bool AtEnd => Position >= _bytes.Length;

    public byte Byte() => _bytes[Position++];

    public ushort Half() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint Word() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Long() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>An offset or length: four bytes in 32-bit DWARF, eight in 64-bit.</summary>
    public ulong Offset(bool wide) => wide ? Long() : Word();

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public long Signed()
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte next = Byte();
            value |= shift < 64 ? (long)(next & 0x7F) << shift : 0;
            shift += 7;
            if (next < 0x80)
            {
                return (next & 0x40) != 0 && shift < 64 ? value | (-1L << shift) : value;
            }
        }
    }

    public string Text()
    {
        ReadOnlySpan<byte> rest = _bytes[Position..];
        int length = rest.IndexOf((byte)0);
        Position += length + 1;
        return Encoding.UTF8.GetString(rest[..length]);
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
