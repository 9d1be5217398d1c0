using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Vela.Shell;

/// <summary>Shows a line being edited, sending no more than what differs from what is already there.</summary>
/// <remarks>
/// Owns: the knowledge of what the terminal shows, row by row from the prompt's first, and where its cursor is.
/// A dumb console is sent text, backspaces and spaces only, on one endless row.
/// A terminal is taken to wait in the last column until the next character, as xterm does.
/// </remarks>
public sealed class LineScreen(ConsoleKind kind)
{
    private const int Endless = int.MaxValue / 2;
    private readonly StringBuilder _output = new();
    private List<List<Glyph>> _shown = [[]];
    private int _row;
    private int _column;
    private int _columns = Endless;
    private GlyphStyle _style;

    /// <summary>Forgets everything: the cursor is at the start of an empty row, and all below is free.</summary>
    public void Reset()
    {
        _shown = [[]];
        _row = 0;
        _column = 0;
    }

    /// <summary>What to send so that the line is shown as it now is.</summary>
    public string Render(string prompt, string continuation, LineEditor editor, int columns)
    {
        _columns = kind == ConsoleKind.Dumb ? Endless : columns;
        string text = kind == ConsoleKind.Dumb ? editor.Text.Replace('\n', ' ') : editor.Text;
        IReadOnlyList<Candidate> listed = kind == ConsoleKind.Dumb ? [] : editor.Listed;
        string shownPrompt = editor.IsSearching ? editor.SearchPrompt : prompt;
        Show(LineFrame.Of(shownPrompt, continuation, text, editor.Cursor, listed, _columns));
        return Take();
    }

    /// <summary>What to send so that the line stays, and what follows begins under it.</summary>
    public string Finish(string prompt, string continuation, LineEditor editor, int columns)
    {
        string text = kind == ConsoleKind.Dumb ? editor.Text.Replace('\n', ' ') : editor.Text;
        _columns = kind == ConsoleKind.Dumb ? Endless : columns;
        Show(LineFrame.Of(prompt, continuation, text, text.Length, [], _columns));
        _ = _output.Append('\n');
        Reset();
        return Take();
    }

    /// <summary>What to send after the size changed: everything is drawn anew, from the prompt's row as well as it can be known.</summary>
    public string Redraw(string prompt, string continuation, LineEditor editor, int columns)
    {
        if (kind == ConsoleKind.Dumb)
        {
            return "";
        }

        MoveTo(0, 0);
        _ = _output.Append("\r\u001b[J");
        Reset();
        return Render(prompt, continuation, editor, columns);
    }

    private string Take()
    {
        string text = _output.ToString();
        _ = _output.Clear();
        return text;
    }

    private void Show(LineFrame frame)
    {
        for (int row = 0; row < frame.Rows.Count; row++)
        {
            List<Glyph> before = row < _shown.Count ? _shown[row] : [];
            ShowRow(row, before, frame.Rows[row]);
        }

        int left = _shown.Count;
        if (left > frame.Rows.Count)
        {
            MoveTo(frame.Rows.Count, 0);
            _ = _output.Append("\u001b[J");
        }

        // Rows that were drawn stay on the terminal, empty: moving down to them needs no scrolling.
        _shown = frame.Rows;
        while (_shown.Count < left)
        {
            _shown.Add([]);
        }

        MoveTo(frame.CursorRow, frame.CursorColumn);
        SetStyle(GlyphStyle.Plain);
    }

    private void ShowRow(int row, List<Glyph> before, List<Glyph> after)
    {
        int same = 0;
        int column = 0;
        while (same < before.Count && same < after.Count && before[same] == after[same])
        {
            column += after[same].Width;
            same++;
        }

        if (same == before.Count && same == after.Count)
        {
            if (row >= _shown.Count)
            {
                MoveTo(row, 0);
            }

            return;
        }

        MoveTo(row, column);
        for (int i = same; i < after.Count; i++)
        {
            SetStyle(after[i].Style);
            _ = _output.Append(after[i].Text);
            _column += after[i].Width;
        }

        int rest = Width(before) - Width(after);
        if (rest > 0)
        {
            SetStyle(GlyphStyle.Plain);
            Clear(rest);
        }
    }

    private static int Width(List<Glyph> row)
    {
        int width = 0;
        foreach (Glyph glyph in row)
        {
            width += glyph.Width;
        }

        return width;
    }

    private void Clear(int cells)
    {
        if (kind == ConsoleKind.Ansi)
        {
            _ = _output.Append("\u001b[K");
            return;
        }

        _ = _output.Append(' ', cells).Append('\b', cells);
    }

    private void MoveTo(int row, int column)
    {
        if (column != _column && _column >= _columns)
        {
            // In the last column some terminals count one less: only a return is sure.
            _ = _output.Append('\r');
            _column = 0;
        }

        int known = Math.Min(row, _shown.Count - 1);
        if (known > _row)
        {
            Sequence(known - _row, 'B');
            _row = known;
        }

        while (row > _row)
        {
            _ = _output.Append("\r\n");
            _shown.Add([]);
            _row++;
            _column = 0;
        }

        if (row < _row)
        {
            Sequence(_row - row, 'A');
            _row = row;
        }

        if (column == _column)
        {
            return;
        }

        if (kind == ConsoleKind.Dumb)
        {
            MoveOnDumb(column);
        }
        else if (column == 0)
        {
            _ = _output.Append('\r');
        }
        else if (column == _column - 1)
        {
            _ = _output.Append('\b');
        }
        else if (column < _column)
        {
            Sequence(_column - column, 'D');
        }
        else
        {
            Sequence(column - _column, 'C');
        }

        _column = column;
    }

    /// <summary>To the left by backspaces; to the right by writing what is there once more.</summary>
    private void MoveOnDumb(int column)
    {
        if (column < _column)
        {
            _ = _output.Append('\b', _column - column);
            return;
        }

        int at = 0;
        foreach (Glyph glyph in _shown[0])
        {
            if (at >= _column && at < column)
            {
                _ = _output.Append(glyph.Text);
            }

            at += glyph.Width;
        }
    }

    private void Sequence(int count, char final)
    {
        _ = _output.Append("\u001b[");
        if (count > 1)
        {
            _ = _output.Append(CultureInfo.InvariantCulture, $"{count}");
        }

        _ = _output.Append(final);
    }

    private void SetStyle(GlyphStyle style)
    {
        if (_style == style)
        {
            return;
        }

        _style = style;
        if (kind == ConsoleKind.Ansi)
        {
            _ = _output.Append(style switch
            {
                GlyphStyle.Prompt => "\u001b[1;32m",
                GlyphStyle.Hint => "\u001b[0;36m",
                _ => "\u001b[0m",
            });
        }
    }
}
