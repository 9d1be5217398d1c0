namespace Vela.Boot;

/// <summary>Names the function, and where it is known the source line, of an address in the image.</summary>
/// <remarks>
/// Owns: nothing; a view over the table that the post-link step laid into the image's read-only memory.
/// GC-free for good: a panic, a fault inside a collection and early boot all print through it. It allocates nothing, throws
/// nothing, and reads no byte outside the table even when the table is damaged: what it cannot read is "unknown".
/// Layout: <see cref="SymbolTableLayout"/>.
/// </remarks>
public readonly unsafe struct SymbolTable
{
    private readonly byte* _table;
    private readonly uint _size;

    /// <summary>Views <paramref name="size"/> bytes at <paramref name="table"/>; a missing or foreign table finds nothing.</summary>
    public SymbolTable(byte* table, ulong size)
    {
        _table = table;
        _size = 0;
        if (table != null && size >= SymbolTableLayout.HeaderSize && size <= int.MaxValue
            && *(ulong*)table == SymbolTableLayout.Magic && *(uint*)(table + SymbolTableLayout.Size) <= size)
        {
            _size = *(uint*)(table + SymbolTableLayout.Size);
        }
    }

    /// <summary>Whether there is a table to look in.</summary>
    public bool IsPresent => _size != 0;

    /// <summary>
    /// Writes "Name+0x12 (file.cs:34)" for <paramref name="address"/> as UTF-8, cut at <paramref name="capacity"/>.
    /// </summary>
    /// <param name="address">
    /// An instruction's address. For a return address pass the address minus one, so that a call that ends its
    /// function is not taken for the next function; <paramref name="offsetCorrection"/> of 1 then prints the distance of the return address itself.
    /// </param>
    /// <param name="destination">Where to write; no terminating zero is added.</param>
    /// <param name="capacity">Bytes that may be written.</param>
    /// <param name="offsetCorrection">Added to the printed distance.</param>
    /// <returns>The bytes written; 0 when the address is in no function that the table knows.</returns>
    public int Find(ulong address, byte* destination, int capacity, uint offsetCorrection = 0)
    {
        unchecked
        {
            if (_size == 0 || capacity <= 0)
            {
                return 0;
            }

            ulong distance = address - *(ulong*)(_table + SymbolTableLayout.Base);
            if (distance > uint.MaxValue)
            {
                return 0;
            }

            Output output = new(destination, capacity);
            if (!WriteFunction((uint)distance, ref output, offsetCorrection))
            {
                return 0;
            }

            WriteLine((uint)distance, ref output);
            return output.Length;
        }
    }

    private bool WriteFunction(uint distance, ref Output output, uint offsetCorrection)
    {
        unchecked
        {
            Cursor cursor = Seek(distance, SymbolTableLayout.FunctionIndex, Word(SymbolTableLayout.Functions),
                SymbolTableLayout.FunctionsPerBlock, out uint at, out uint entries);
            for (; entries > 0 && !cursor.AtEnd; entries--)
            {
                at += cursor.Varint();
                uint length = cursor.Varint();
                output.Cut(cursor.Byte());
                WriteTokens(ref cursor, cursor.Varint(), ref output);

                if (distance < at)
                {
                    return false;
                }

                if (distance - at < length)
                {
                    output.Put((byte)'+');
                    output.Put((byte)'0');
                    output.Put((byte)'x');
                    output.PutHexadecimal(distance - at + offsetCorrection);
                    return true;
                }

                at += length;
            }

            return false;
        }
    }

    private void WriteTokens(ref Cursor cursor, uint count, ref Output output)
    {
        unchecked
        {
            uint index = Word(SymbolTableLayout.TokenIndex);
            for (; count > 0 && !cursor.AtEnd; count--)
            {
                uint token = cursor.Byte();
                if (token == SymbolTableLayout.Literal)
                {
                    output.Put(cursor.Byte());
                    count -= count > 1 ? 1u : 0u;
                    continue;
                }

                uint start = WordAt(index + (token * sizeof(ushort)));
                uint end = start >> 16;
                start &= ushort.MaxValue;
                end = end - start > SymbolTableLayout.LongestToken ? start : end;
                Cursor text = new(_table, index + start, index + end, _size);
                while (!text.AtEnd)
                {
                    output.Put(text.Byte());
                }
            }
        }
    }

    private void WriteLine(uint distance, ref Output output)
    {
        unchecked
        {
            Cursor cursor = Seek(distance, SymbolTableLayout.LineIndex, Word(SymbolTableLayout.LineRows),
                SymbolTableLayout.RowsPerBlock, out uint at, out uint entries);
            uint file = 0;
            uint line = 0;
            for (; entries > 0 && !cursor.AtEnd; entries--)
            {
                uint step = cursor.Varint();
                if (distance - at < step >> 1)
                {
                    break;
                }

                at += step >> 1;
                file = (step & 1) == 0 ? file : cursor.Varint();
                uint zigzag = cursor.Varint();
                line += (zigzag >> 1) ^ (0 - (zigzag & 1));
            }

            if (file == 0 || file > Word(SymbolTableLayout.Files))
            {
                return;
            }

            uint entry = Word(SymbolTableLayout.FileIndex) + ((file - 1) * sizeof(uint));
            Cursor name = new(_table, WordAt(entry), WordAt(entry + sizeof(uint)), _size);
            output.Put((byte)' ');
            output.Put((byte)'(');
            while (!name.AtEnd)
            {
                output.Put(name.Byte());
            }

            output.Put((byte)':');
            output.PutDecimal(line);
            output.Put((byte)')');
        }
    }

    // A cursor at the block of `total` entries that holds the distance, with the address the block starts at and how many entries
    // it has; none if no block does. The header's word `field` says where the stream's index is, the word after it where the stream is.
    private Cursor Seek(uint distance, int field, uint total, uint perBlock, out uint start, out uint entries)
    {
        unchecked
        {
            uint index = Word(field);
            uint low = 0;
            uint high = (total / perBlock) + (total % perBlock == 0 ? 0u : 1u);
            while (low < high)
            {
                uint middle = low + ((high - low) / 2);
                if (WordAt(index + (middle * SymbolTableLayout.IndexEntrySize)) <= distance)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            entries = 0;
            start = 0;
            if (low == 0)
            {
                return default;
            }

            uint before = (low - 1) * perBlock;
            entries = total - before < perBlock ? total - before : perBlock;
            uint entry = index + ((low - 1) * SymbolTableLayout.IndexEntrySize);
            start = WordAt(entry);
            return new Cursor(_table, Word(field + sizeof(uint)) + WordAt(entry + sizeof(uint)), _size, _size);
        }
    }

    private uint Word(int field) => *(uint*)(_table + field);

    private uint WordAt(uint offset) => offset <= _size - sizeof(uint) ? *(uint*)(_table + offset) : 0;

    /// <summary>Reads forward inside the table; past its end every byte is zero.</summary>
    private struct Cursor
    {
        private byte* _next;
        private readonly byte* _end;

        public Cursor(byte* table, uint from, uint to, uint size)
        {
            _end = table + (to < size ? to : size);
            _next = from < size ? table + from : _end;
        }

        public readonly bool AtEnd => _next >= _end;

        public byte Byte() => _next < _end ? *_next++ : (byte)0;

        public uint Varint()
        {
            unchecked
            {
                uint value = 0;
                for (int shift = 0; shift < 35; shift += 7)
                {
                    uint next = Byte();
                    value |= (next & 0x7F) << shift;
                    if (next < 0x80)
                    {
                        break;
                    }
                }

                return value;
            }
        }
    }

    /// <summary>Writes into the caller's buffer and drops what does not fit.</summary>
    private struct Output
    {
        private readonly byte* _start;
        private readonly int _capacity;

        public Output(byte* start, int capacity)
        {
            _start = start;
            _capacity = capacity;
            Length = 0;
        }

        public int Length { get; private set; }

        public void Cut(int length) => Length = length < Length ? length : Length;

        public void Put(byte value)
        {
            if (Length < _capacity)
            {
                _start[Length] = value;
                Length = unchecked(Length + 1);
            }
        }

        public void PutHexadecimal(uint value)
        {
            int shift = 28;
            while (shift > 0 && value >> shift == 0)
            {
                shift = unchecked(shift - 4);
            }

            for (; shift >= 0; shift = unchecked(shift - 4))
            {
                uint digit = (value >> shift) & 15;
                Put(unchecked((byte)(digit < 10 ? '0' + digit : 'a' + digit - 10)));
            }
        }

        public void PutDecimal(uint value)
        {
            uint unit = 1;
            while (value / unit >= 10)
            {
                unit = unchecked(unit * 10);
            }

            for (; unit > 0; unit /= 10)
            {
                Put(unchecked((byte)('0' + (value / unit % 10))));
            }
        }
    }
}
