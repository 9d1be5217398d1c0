using System;
using System.Text;

namespace Vela.Shell;

/// <summary>The word that ends at the cursor, as far as it is typed: where it begins, what it means, and which quotes are open in it.</summary>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="Text">It, without its quotes.</param>
/// <param name="Quote">The quotes that are open at its end; a zero character if none are.</param>
internal readonly record struct UnfinishedWord(int Start, string Text, char Quote)
{
    private const string Breaks = " \t\n;&|<>()";
    private const string NeedsEscape = " \t\n;&|<>()$`\\\"'*?[#~=%!{}";
    private const string NeedsEscapeInQuotes = "$`\\\"";

    /// <summary>Reads a line up to the cursor.</summary>
    public static UnfinishedWord At(string line, int cursor)
    {
        int start = 0;
        char quote = '\0';
        StringBuilder text = new();
        for (int i = 0; i < cursor; i++)
        {
            char character = line[i];
            if (character == '\\' && quote != '\'' && i + 1 < cursor && (quote == '\0' || NeedsEscapeInQuotes.Contains(line[i + 1], StringComparison.Ordinal)))
            {
                i++;
                _ = text.Append(line[i]);
            }
            else if (quote != '\0' ? character == quote : character is '"' or '\'')
            {
                quote = quote == '\0' ? character : '\0';
            }
            else if (quote == '\0' && Breaks.Contains(character, StringComparison.Ordinal))
            {
                start = i + 1;
                _ = text.Clear();
            }
            else
            {
                _ = text.Append(character);
            }
        }

        return new UnfinishedWord(start, text.ToString(), quote);
    }

    /// <summary>Another text in this word's place, quoted as this one is.</summary>
    /// <param name="text">What it is to mean; a tilde at its start stays what it is.</param>
    public string Write(string text)
    {
        int home = Text.StartsWith("~/", StringComparison.Ordinal) && text.StartsWith("~/", StringComparison.Ordinal) ? 2 : 0;
        StringBuilder written = new(text[..home]);
        if (Quote == '\'')
        {
            return written.Append('\'').Append(text[home..].Replace("'", "'\\''", StringComparison.Ordinal)).ToString();
        }

        _ = Quote == '"' ? written.Append('"') : written;
        string special = Quote == '"' ? NeedsEscapeInQuotes : NeedsEscape;
        foreach (char character in text.AsSpan(home))
        {
            bool isPlain = !special.Contains(character, StringComparison.Ordinal) || (character is '~' or '=' or '%' or '#' && written.Length > 0);
            _ = (isPlain ? written : written.Append('\\')).Append(character);
        }

        return written.ToString();
    }
}
