using System;
using System.Collections.Generic;
using System.Text;

namespace Vela.Shell;

/// <summary>The lines that were entered, oldest first.</summary>
public sealed class History
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 1000;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Remembers a line. False if there is nothing to remember: it is empty, hidden by a leading space, or the same as the last.</summary>
    public bool Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || line[0] == ' ' || (_lines.Count > 0 && _lines[^1] == line))
        {
            return false;
        }

        _lines.Add(line);
        if (_lines.Count > Capacity)
        {
            _lines.RemoveAt(0);
        }

        return true;
    }

    public void Clear() => _lines.Clear();

    /// <summary>The latest line at or before <paramref name="from"/> that contains the text; -1 if none.</summary>
    public int FindOlder(string text, int from)
    {
        for (int i = Math.Min(from, _lines.Count - 1); i >= 0; i--)
        {
            if (_lines[i].Contains(text, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The earliest line at or after <paramref name="from"/> that contains the text; -1 if none.</summary>
    public int FindNewer(string text, int from)
    {
        for (int i = Math.Max(from, 0); i < _lines.Count; i++)
        {
            if (_lines[i].Contains(text, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A line as it is kept in a file: on one line.</summary>
    public static string Escape(string line) =>
        line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Unescape(string kept)
    {
        StringBuilder line = new(kept.Length);
        for (int i = 0; i < kept.Length; i++)
        {
            bool escaped = kept[i] == '\\' && i + 1 < kept.Length;
            i += escaped ? 1 : 0;
            _ = line.Append(escaped && kept[i] == 'n' ? '\n' : kept[i]);
        }

        return line.ToString();
    }
}
