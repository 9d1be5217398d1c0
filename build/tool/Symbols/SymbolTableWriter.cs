using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Vela.Boot;

namespace Vela.Build.Symbols;

/// <summary>Writes functions and line rows in the form that <c>Vela.Boot.SymbolTable</c> reads (SymbolTableLayout).</summary>
/// <param name="functions">Ascending and disjoint.</param>
/// <param name="rows">Ascending, no two at one address.</param>
public sealed class SymbolTableWriter(IReadOnlyList<FunctionRange> functions, IReadOnlyList<LineRow> rows)
{
    private readonly List<string> _files = [.. rows.Select(row => row.File).OfType<string>().Distinct()];
    private readonly ulong _base = Math.Min(functions.Select(f => f.Start).FirstOrDefault(ulong.MaxValue), rows.Select(r => r.Address).FirstOrDefault(ulong.MaxValue));

    /// <summary>What the table holds and how large its parts are, once <see cref="ToBytes"/> has made it.</summary>
    public string Summary { get; private set; } = "";

    public byte[] ToBytes()
    {
        TokenDictionary tokens = new(Rests().Select(rest => rest.Text));
        Stream functionStream = WriteFunctions(tokens);
        Stream lineStream = WriteLines();
        byte[][] names = [.. _files.Select(Encoding.UTF8.GetBytes)];

        List<byte> bytes = [.. new byte[SymbolTableLayout.HeaderSize]];
        int functionIndex = Append(bytes, functionStream.Index);
        int lineIndex = Append(bytes, lineStream.Index);
        int tokenIndex = Append(bytes, tokens.ToBytes());
        int fileIndex = bytes.Count;
        int text = fileIndex + ((names.Length + 1) * sizeof(uint));
        foreach (byte[] name in names)
        {
            Append(bytes, text);
            text += name.Length;
        }

        Append(bytes, text);
        bytes.AddRange(names.SelectMany(name => name));
        int functionBytes = Append(bytes, functionStream.Bytes);
        int lineBytes = Append(bytes, lineStream.Bytes);

        byte[] table = [.. bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(table, SymbolTableLayout.Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(SymbolTableLayout.Base), _base);
        Set(table, SymbolTableLayout.Size, table.Length);
        Set(table, SymbolTableLayout.Functions, functions.Count);
        Set(table, SymbolTableLayout.FunctionIndex, functionIndex);
        Set(table, SymbolTableLayout.FunctionStream, functionBytes);
        Set(table, SymbolTableLayout.LineRows, rows.Count);
        Set(table, SymbolTableLayout.LineIndex, lineIndex);
        Set(table, SymbolTableLayout.LineStream, lineBytes);
        Set(table, SymbolTableLayout.Files, names.Length);
        Set(table, SymbolTableLayout.FileIndex, fileIndex);
        Set(table, SymbolTableLayout.TokenIndex, tokenIndex);
        Summary = $"{functions.Count:N0} functions in {functionStream.Total:N0} bytes, "
            + $"{rows.Count:N0} line rows of {names.Length} files in {lineStream.Total + text - fileIndex:N0} bytes";
        return table;
    }

    /// <summary>For each function, how much of its name it shares with the one before in its block, and the rest.</summary>
    private IEnumerable<(int Shared, byte[] Text)> Rests()
    {
        byte[] before = [];
        for (int i = 0; i < functions.Count; i++)
        {
            byte[] name = Name(functions[i].Name);
            int shared = i % SymbolTableLayout.FunctionsPerBlock == 0 ? 0 : before.AsSpan().CommonPrefixLength(name);
            yield return (shared, name[shared..]);
            before = name;
        }
    }

    private Stream WriteFunctions(TokenDictionary tokens)
    {
        Stream stream = new(_base);
        ulong end = 0;
        int i = 0;
        foreach ((int shared, byte[] rest) in Rests())
        {
            FunctionRange function = functions[i];
            if (i++ % SymbolTableLayout.FunctionsPerBlock == 0)
            {
                stream.StartBlock(function.Start);
                end = function.Start;
            }

            byte[] encoded = tokens.Encode(rest);
            stream.Varint(function.Start - end);
            stream.Varint(function.End - function.Start);
            stream.Bytes.Add((byte)shared);
            stream.Varint((ulong)encoded.Length);
            stream.Bytes.AddRange(encoded);
            end = function.End;
        }

        return stream;
    }

    private Stream WriteLines()
    {
        Stream stream = new(_base);
        ulong at = 0;
        int file = 0;
        uint line = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            LineRow row = rows[i];
            if (i % SymbolTableLayout.RowsPerBlock == 0)
            {
                stream.StartBlock(row.Address);
                at = row.Address;
                file = 0;
                line = 0;
            }

            int number = row.File is null ? 0 : _files.IndexOf(row.File) + 1;
            stream.Varint(((row.Address - at) << 1) | (number != file ? 1u : 0u));
            if (number != file)
            {
                stream.Varint((ulong)number);
            }

            int difference = unchecked((int)(row.Line - line));
            stream.Varint(unchecked((uint)((difference << 1) ^ (difference >> 31))));
            (at, file, line) = (row.Address, number, row.Line);
        }

        return stream;
    }

    /// <summary>The name in UTF-8, cut between characters to what a byte can count.</summary>
    private static byte[] Name(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        int length = Math.Min(bytes.Length, SymbolTableLayout.LongestName);
        while (length < bytes.Length && (bytes[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return bytes[..length];
    }

    private static int Append(List<byte> bytes, IEnumerable<byte> more)
    {
        int at = bytes.Count;
        bytes.AddRange(more);
        return at;
    }

    private static void Append(List<byte> bytes, int value)
    {
        byte[] word = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }

    private static void Set(byte[] table, int field, int value) => BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(field), value);

    /// <summary>A delta-coded stream and the index of its blocks.</summary>
    private sealed class Stream(ulong origin)
    {
        public List<byte> Index { get; } = [];

        public List<byte> Bytes { get; } = [];

        public int Total => Index.Count + Bytes.Count;

        public void StartBlock(ulong address)
        {
            Append(Index, unchecked((int)checked((uint)(address - origin))));
            Append(Index, Bytes.Count);
        }

        public void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                Bytes.Add((byte)(0x80 | (value & 0x7F)));
            }

            Bytes.Add((byte)value);
        }
    }
}
