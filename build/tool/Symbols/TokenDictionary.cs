using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Vela.Boot;

namespace Vela.Build.Symbols;

/// <summary>
/// Gives single bytes to the texts that save most: starting from single characters, the commonest pair of neighbours becomes a
/// token of its own, again and again, until the bytes are used up (byte pair encoding; P. Gage, 1994).
/// </summary>
internal sealed class TokenDictionary
{
    private const byte FirstCharacter = 0x20;
    private const byte LastCharacter = 0x7E;

    /// <summary>In a text under way: the byte itself, not a token.</summary>
    private const int LiteralMark = 0x100;

    private readonly byte[][] _tokens = new byte[SymbolTableLayout.Tokens][];
    private readonly List<(int First, int Second, int Token)> _merges = [];

    /// <summary>Learns from the texts that will be encoded.</summary>
    public TokenDictionary(IEnumerable<byte[]> texts)
    {
        for (int code = 0; code < _tokens.Length; code++)
        {
            _tokens[code] = code is >= FirstCharacter and <= LastCharacter ? [(byte)code] : [];
        }

        List<List<int>> sample = [.. texts.Select(Characters)];
        foreach (int code in Enumerable.Range(1, SymbolTableLayout.Tokens - 1).Where(code => code is < FirstCharacter or > LastCharacter))
        {
            if (CommonestPair(sample) is not (int first, int second))
            {
                break;
            }

            _tokens[code] = [.. _tokens[first], .. _tokens[second]];
            _merges.Add((first, second, code));
            foreach (List<int> text in sample)
            {
                Merge(text, first, second, code);
            }
        }
    }

    public byte[] Encode(byte[] text)
    {
        List<int> codes = Characters(text);
        foreach ((int first, int second, int token) in _merges)
        {
            Merge(codes, first, second, token);
        }

        return [.. codes.SelectMany(code => code >= LiteralMark ? new[] { SymbolTableLayout.Literal, (byte)(code - LiteralMark) } : [(byte)code])];
    }

    /// <summary>The index of 257 offsets and the texts behind it.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[(SymbolTableLayout.Tokens + 1) * sizeof(ushort)];
        int at = bytes.Length;
        for (int code = 0; code <= SymbolTableLayout.Tokens; code++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(code * sizeof(ushort)), checked((ushort)at));
            at += code < SymbolTableLayout.Tokens ? _tokens[code].Length : 0;
        }

        return [.. bytes, .. _tokens.SelectMany(token => token)];
    }

    private static List<int> Characters(byte[] text) => [.. text.Select(b => b is >= FirstCharacter and <= LastCharacter ? b : LiteralMark + b)];

    private (int First, int Second)? CommonestPair(List<List<int>> sample)
    {
        int[] counts = new int[SymbolTableLayout.Tokens * SymbolTableLayout.Tokens];
        foreach (List<int> text in sample)
        {
            for (int i = 0; i + 1 < text.Count; i++)
            {
                if (text[i] < LiteralMark && text[i + 1] < LiteralMark && _tokens[text[i]].Length + _tokens[text[i + 1]].Length <= SymbolTableLayout.LongestToken)
                {
                    counts[(text[i] * SymbolTableLayout.Tokens) + text[i + 1]]++;
                }
            }
        }

        int most = counts.Max();
        int pair = Array.IndexOf(counts, most);
        return most > 2 ? (pair / SymbolTableLayout.Tokens, pair % SymbolTableLayout.Tokens) : null;
    }

    private static void Merge(List<int> text, int first, int second, int token)
    {
        int kept = 0;
        for (int i = 0; i < text.Count; i++)
        {
            bool pair = i + 1 < text.Count && text[i] == first && text[i + 1] == second;
            text[kept++] = pair ? token : text[i];
            i += pair ? 1 : 0;
        }

        text.RemoveRange(kept, text.Count - kept);
    }
}
