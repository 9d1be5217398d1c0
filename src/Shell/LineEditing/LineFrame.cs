using System;
using System.Collections.Generic;
using System.Text;

namespace Vela.Shell;

/// <summary>Where everything of a line is on a screen of a given width: rows of glyphs, and the cursor.</summary>
internal sealed class LineFrame
{
    private readonly int _columns;
    private int _column;

    public LineFrame(int columns)
    {
        _columns = columns;
        Rows.Add([]);
    }

    public List<List<Glyph>> Rows { get; } = [];

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    public static LineFrame Of(string prompt, string continuation, string text, int cursor, IReadOnlyList<Candidate> listed, int columns)
    {
        LineFrame frame = new(columns);
        frame.Add(prompt, GlyphStyle.Prompt);
        int start = 0;
        while (true)
        {
            int newline = text.IndexOf('\n', start);
            int end = newline < 0 ? text.Length : newline;
            if (cursor >= start && cursor <= end)
            {
                frame.Add(text[start..cursor], GlyphStyle.Plain);
                frame.PlaceCursor();
                frame.Add(text[cursor..end], GlyphStyle.Plain);
            }
            else
            {
                frame.Add(text[start..end], GlyphStyle.Plain);
            }

            if (newline < 0)
            {
                break;
            }

            frame.NewRow();
            frame.Add(continuation, GlyphStyle.Prompt);
            start = newline + 1;
        }

        frame.AddList(listed);
        return frame;
    }

    private void NewRow()
    {
        Rows.Add([]);
        _column = 0;
    }

    private void PlaceCursor()
    {
        // Behind the last column the cursor is already in the next row: what is typed appears there.
        if (_column >= _columns)
        {
            NewRow();
        }

        CursorRow = Rows.Count - 1;
        CursorColumn = _column;
    }

    private void Add(string text, GlyphStyle style)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isControl = Rune.IsControl(rune);
            int width = isControl ? 2 : CharacterWidth.Of(rune);
            string shown = isControl ? "^" + (char)((rune.Value ^ 0x40) & 0x7F) : rune.ToString();
            List<Glyph> row = Rows[^1];
            if (width == 0 && row.Count > 0)
            {
                row[^1] = row[^1] with { Text = row[^1].Text + shown };
                continue;
            }

            if (_column + width > _columns)
            {
                NewRow();
                row = Rows[^1];
            }

            row.Add(new Glyph(shown, width, style));
            _column += width;
        }
    }

    private void AddList(IReadOnlyList<Candidate> listed)
    {
        if (listed.Count == 0)
        {
            return;
        }

        int width = 0;
        foreach (Candidate candidate in listed)
        {
            width = Math.Max(width, candidate.Label.Length + 2);
        }

        int across = Math.Clamp((_columns - 1) / width, 1, listed.Count);
        int down = (listed.Count + across - 1) / across;
        const int MostRows = 12;
        for (int row = 0; row < Math.Min(down, MostRows); row++)
        {
            NewRow();
            for (int i = row; i < listed.Count; i += down)
            {
                Add(listed[i].Label.PadRight(width), GlyphStyle.Hint);
            }
        }

        if (down > MostRows)
        {
            NewRow();
            Add("... " + listed.Count + " in all", GlyphStyle.Hint);
        }
    }
}
