using System;
using System.Text;

namespace Vela.Shell;

/// <summary>Text as it must be typed.</summary>
public static class Quoting
{
    /// <summary>The text in single quotes, so that the shell reads it back as it is.</summary>
    public static string Quote(string text)
    {
        if (text.Length == 0)
        {
            return "''";
        }

        // A single quote cannot stand between single quotes: it stands alone, after a backslash.
        StringBuilder quoted = new(text.Length + 2);
        foreach (Range piece in text.AsSpan().Split('\''))
        {
            ReadOnlySpan<char> between = text.AsSpan(piece);
            _ = quoted.Append(piece.Start.Value > 0 ? "\\'" : "");
            if (!between.IsEmpty)
            {
                _ = quoted.Append('\'').Append(between).Append('\'');
            }
        }

        return quoted.ToString();
    }
}
