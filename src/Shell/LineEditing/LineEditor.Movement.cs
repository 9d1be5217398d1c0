using System;
using System.Text;

namespace Vela.Shell;

public sealed partial class LineEditor
{
    /// <summary>The place before the character that ends at <paramref name="from"/>, with the marks on it.</summary>
    private int Previous(int from)
    {
        int at = from;
        while (at > 0)
        {
            _ = Rune.DecodeLastFromUtf16(Text.AsSpan(0, at), out Rune rune, out int length);
            at -= length;
            if (CharacterWidth.Of(rune) > 0)
            {
                break;
            }
        }

        return at;
    }

    /// <summary>The place after the character that begins at <paramref name="from"/>, with the marks on it.</summary>
    private int Next(int from)
    {
        int at = from;
        while (at < Text.Length)
        {
            _ = Rune.DecodeFromUtf16(Text.AsSpan(at), out Rune rune, out int length);
            if (at > from && CharacterWidth.Of(rune) > 0)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    private bool IsWordCharacter(int at)
    {
        _ = Rune.DecodeFromUtf16(Text.AsSpan(at), out Rune rune, out _);
        return Rune.IsLetterOrDigit(rune);
    }

    private int WordStart(int from)
    {
        int at = from;
        while (at > 0 && !IsWordCharacter(Previous(at)))
        {
            at = Previous(at);
        }

        while (at > 0 && IsWordCharacter(Previous(at)))
        {
            at = Previous(at);
        }

        return at;
    }

    private int WordEnd(int from)
    {
        int at = from;
        while (at < Text.Length && !IsWordCharacter(at))
        {
            at = Next(at);
        }

        while (at < Text.Length && IsWordCharacter(at))
        {
            at = Next(at);
        }

        return at;
    }

    /// <summary>The start of a word that only blanks delimit.</summary>
    private int BlankWordStart(int from)
    {
        int at = from;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
        {
            at = Previous(at);
        }

        return at;
    }

    private int LineStart(int from) => from == 0 ? 0 : Text.LastIndexOf('\n', from - 1) + 1;

    private int LineEnd(int from)
    {
        int newline = Text.IndexOf('\n', from);
        return newline < 0 ? Text.Length : newline;
    }

    private void MoveUp()
    {
        int start = LineStart(Cursor);
        if (start == 0)
        {
            ShowHistory(_historyIndex - 1);
            return;
        }

        MoveToLine(LineStart(start - 1));
    }

    private void MoveDown()
    {
        int end = LineEnd(Cursor);
        if (end == Text.Length)
        {
            ShowHistory(_historyIndex + 1);
            return;
        }

        MoveToLine(end + 1);
    }

    /// <summary>Goes to the same column of another line, or of the column that moving up and down began in.</summary>
    private void MoveToLine(int target)
    {
        _now = Doing.MovingVertically;
        if (_last != Doing.MovingVertically || _column is null)
        {
            _column = Cursor - LineStart(Cursor);
        }

        int end = LineEnd(target);
        int at = target;
        while (at < end && at - target < _column)
        {
            at = Next(at);
        }

        Cursor = at;
    }

    /// <summary>Replaces the line by one of the history; the line that was being typed waits behind the last.</summary>
    private void ShowHistory(int index)
    {
        if (index < 0 || index > history.Lines.Count || index == _historyIndex)
        {
            return;
        }

        if (_historyIndex == history.Lines.Count)
        {
            _draft = Text;
        }

        Remember();
        _historyIndex = index;
        Text = index == history.Lines.Count ? _draft : history.Lines[index];
        Cursor = Text.Length;
    }
}
