using System.Globalization;
using System.Text;

namespace Vela.Shell;

/// <summary>Why a text is no script, and where.</summary>
public sealed class SyntaxError(int position, string message, Completeness completeness)
{
    private const int TabWidth = 8;

    public int Position { get; } = position;

    public string Message { get; } = message;

    public Completeness Completeness { get; } = completeness;

    /// <summary>For a person: name, line, column and message; then the line, and a caret under the place.</summary>
    public string Render(string name, string source)
    {
        int start = Position == 0 ? 0 : source.LastIndexOf('\n', Position - 1) + 1;
        int end = source.IndexOf('\n', Position);
        string line = source[start..(end < 0 ? source.Length : end)];
        int number = 1;
        for (int i = 0; i < start; i++)
        {
            number += source[i] == '\n' ? 1 : 0;
        }

        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{name}:{number}:{Position - start + 1}: {Message}\n");
        StringBuilder shown = new();
        StringBuilder caret = new();
        for (int i = 0; i < line.Length; i++)
        {
            int width = line[i] == '\t' ? TabWidth - (shown.Length % TabWidth) : 1;
            _ = line[i] == '\t' ? shown.Append(' ', width) : shown.Append(line[i]);
            if (i < Position - start)
            {
                _ = caret.Append(' ', width);
            }
        }

        return text.Append("  ").Append(shown).Append("\n  ").Append(caret).Append("^\n").ToString();
    }
}
