using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Vela.Shell;

/// <summary>A bracket expression of a pattern: characters, ranges and classes, or everything else (XBD 9.3.5).</summary>
public sealed class BracketSet
{
    private readonly List<(char First, char Last)> _ranges = [];
    private readonly List<string> _classes = [];
    private bool _isInverted;

    private BracketSet()
    {
    }

    /// <summary>Reads the expression that begins at <paramref name="start"/>; false if it has no end, and the bracket stands for itself.</summary>
    public static bool TryRead(
        ReadOnlySpan<char> text, ReadOnlySpan<char> quoted, int start, BracketRule rule, [NotNullWhen(true)] out BracketSet? set, out int end)
    {
        set = new BracketSet();
        int i = start + 1;
        if (i < text.Length && (text[i] == '^' || (text[i] == '!' && rule == BracketRule.Pattern)) && quoted[i] == '0')
        {
            set._isInverted = true;
            i++;
        }

        bool first = true;
        while (i < text.Length && (first || text[i] != ']' || quoted[i] == '1'))
        {
            first = false;
            if (text[i] == '/' && rule == BracketRule.Pattern)
            {
                break;
            }

            if (text[i] == '[' && i + 1 < text.Length && text[i + 1] == ':')
            {
                int close = text[i..].IndexOf(":]", StringComparison.Ordinal);
                if (close > 2)
                {
                    set._classes.Add(text.Slice(i + 2, close - 2).ToString());
                    i += close + 2;
                    continue;
                }
            }

            char low = text[i];
            char high = low;
            if (i + 2 < text.Length && text[i + 1] == '-' && quoted[i + 1] == '0' && (text[i + 2] != ']' || quoted[i + 2] == '1'))
            {
                high = text[i + 2];
                i += 2;
            }

            set._ranges.Add((low, high));
            i++;
        }

        end = i + 1;
        if (i < text.Length && text[i] == ']')
        {
            return true;
        }

        set = null;
        return false;
    }

    public bool Contains(char character)
    {
        foreach ((char first, char last) in _ranges)
        {
            if (character >= first && character <= last)
            {
                return !_isInverted;
            }
        }

        foreach (string name in _classes)
        {
            if (IsIn(name, character))
            {
                return !_isInverted;
            }
        }

        return _isInverted;
    }

    private static bool IsIn(string name, char character) => name switch
    {
        "alpha" => char.IsLetter(character),
        "digit" => char.IsAsciiDigit(character),
        "alnum" => char.IsLetterOrDigit(character),
        "upper" => char.IsUpper(character),
        "lower" => char.IsLower(character),
        "space" => character is ' ' or (>= '\t' and <= '\r'),
        "blank" => character is ' ' or '\t',
        "punct" => char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character)),
        "print" => character >= ' ' && !char.IsControl(character),
        "graph" => character > ' ' && !char.IsControl(character),
        "cntrl" => char.IsControl(character),
        "xdigit" => char.IsAsciiHexDigit(character),
        _ => false,
    };
}
