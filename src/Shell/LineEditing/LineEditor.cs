using System;
using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>A line being typed: keys in, text and cursor out. Knows no terminal; what is shown is <see cref="LineScreen"/>'s business.</summary>
/// <remarks>
/// Owns: the text, the cursor, what can be undone, the place in the history. Shares with the lines before and after it: history and kill ring.
/// Invariant: the cursor lies between characters, never inside one, and never between a character and a mark on it.
/// States: editing ⇄ searching; editing → accepted, interrupted or ended, told by <see cref="EditorOutcome"/>.
/// Keys are Emacs's, as in readline(3).
/// </remarks>
public sealed partial class LineEditor(History history, KillRing killRing)
{
    private const int MaximumUndo = 1000;
    private readonly List<(string Text, int Cursor)> _undo = [];
    private Doing _last = Doing.Other;
    private Doing _now;
    private int _yankStart;
    private int _historyIndex = history.Lines.Count;
    private string _draft = "";
    private int? _column;

    /// <summary>What a key did, where it matters for the next.</summary>
    private enum Doing
    {
        Other,
        Typing,
        Killing,
        Yanking,
        MovingVertically,
        Completing,
    }

    public string Text { get; private set; } = "";

    /// <summary>As an index into <see cref="Text"/>.</summary>
    public int Cursor { get; private set; }

    /// <summary>Candidates to be listed under the line; empty if there are none to list.</summary>
    public IReadOnlyList<Candidate> Listed { get; private set; } = [];

    /// <summary>Takes a key.</summary>
    public EditorOutcome Press(KeyStroke key)
    {
        Listed = [];
        if (IsSearching && SearchKey(key))
        {
            return EditorOutcome.Editing;
        }

        _now = Doing.Other;
        EditorOutcome outcome = Edit(key);
        _last = _now;
        return outcome;
    }

    /// <summary>Puts text in at the cursor.</summary>
    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>The line will not be run: a mark at its end shows that.</summary>
    public void Abandon()
    {
        Cursor = Text.Length;
        Insert("^C");
    }

    private EditorOutcome Edit(KeyStroke key)
    {
        switch (key.Kind)
        {
            case KeyKind.Character:
                _now = Doing.Typing;
                if (_last != Doing.Typing)
                {
                    Remember();
                }

                Insert(key.Character.ToString());
                break;
            case KeyKind.Enter:
                return EditorOutcome.Accepted;
            case KeyKind.Tab:
                _now = Doing.Completing;
                return EditorOutcome.WantsCompletion;
            case KeyKind.Backspace:
                Delete(Previous(Cursor), Cursor);
                break;
            case KeyKind.Delete:
                Delete(Cursor, Next(Cursor));
                break;
            case KeyKind.Left:
                Cursor = Previous(Cursor);
                break;
            case KeyKind.Right:
                Cursor = Next(Cursor);
                break;
            case KeyKind.WordLeft:
                Cursor = WordStart(Cursor);
                break;
            case KeyKind.WordRight:
                Cursor = WordEnd(Cursor);
                break;
            case KeyKind.Home:
                Cursor = LineStart(Cursor);
                break;
            case KeyKind.End:
                Cursor = LineEnd(Cursor);
                break;
            case KeyKind.Up:
                MoveUp();
                break;
            case KeyKind.Down:
                MoveDown();
                break;
            case KeyKind.Control:
                return EditControl((char)key.Character.Value);
            case KeyKind.Meta:
                EditMeta((char)key.Character.Value);
                break;
            default:
                break;
        }

        return EditorOutcome.Editing;
    }

    private EditorOutcome EditControl(char letter)
    {
        switch (letter)
        {
            case 'a':
                Cursor = LineStart(Cursor);
                break;
            case 'b':
                Cursor = Previous(Cursor);
                break;
            case 'c':
                return EditorOutcome.Interrupted;
            case 'd' when Text.Length == 0:
                return EditorOutcome.EndOfInput;
            case 'd':
                Delete(Cursor, Next(Cursor));
                break;
            case 'e':
                Cursor = LineEnd(Cursor);
                break;
            case 'f':
                Cursor = Next(Cursor);
                break;
            case 'k':
                int end = LineEnd(Cursor);
                Kill(Cursor, end == Cursor ? Next(Cursor) : end, KillSide.After);
                break;
            case 'l':
                return EditorOutcome.WantsClearScreen;
            case 'n':
                MoveDown();
                break;
            case 'p':
                MoveUp();
                break;
            case 'r':
                BeginSearch(SearchDirection.Older);
                break;
            case 's':
                BeginSearch(SearchDirection.Newer);
                break;
            case 't':
                Transpose();
                break;
            case 'u':
                Kill(LineStart(Cursor), Cursor, KillSide.Before);
                break;
            case 'w':
                Kill(BlankWordStart(Cursor), Cursor, KillSide.Before);
                break;
            case 'y':
                Yank(killRing.Latest());
                break;
            case '_':
                Undo();
                break;
            default:
                break;
        }

        return EditorOutcome.Editing;
    }

    private void EditMeta(char letter)
    {
        switch (letter)
        {
            case 'b':
                Cursor = WordStart(Cursor);
                break;
            case 'f':
                Cursor = WordEnd(Cursor);
                break;
            case 'd':
                Kill(Cursor, WordEnd(Cursor), KillSide.After);
                break;
            case '\u007f':
                Kill(WordStart(Cursor), Cursor, KillSide.Before);
                break;
            case 'y' when _last == Doing.Yanking:
                Text = Text.Remove(_yankStart, Cursor - _yankStart);
                Cursor = _yankStart;
                Insert(killRing.Older());
                _now = Doing.Yanking;
                break;
            case 'u':
                ChangeWord(word => word.ToUpperInvariant());
                break;
            case 'l':
                ChangeWord(word => word.ToLowerInvariant());
                break;
            case 'c':
                ChangeWord(word => word.Length == 0 ? word : word[..1].ToUpperInvariant() + word[1..].ToLowerInvariant());
                break;
            case '<':
                ShowHistory(0);
                break;
            case '>':
                ShowHistory(history.Lines.Count);
                break;
            default:
                break;
        }
    }

    /// <summary>Makes the present text something that undo returns to.</summary>
    private void Remember()
    {
        _undo.Add((Text, Cursor));
        if (_undo.Count > MaximumUndo)
        {
            _undo.RemoveAt(0);
        }
    }

    private void Undo()
    {
        if (_undo.Count > 0)
        {
            (Text, Cursor) = _undo[^1];
            _undo.RemoveAt(_undo.Count - 1);
        }
    }

    private void Delete(int start, int end)
    {
        if (start < end)
        {
            Remember();
            Text = Text.Remove(start, end - start);
            Cursor = start;
        }
    }

    private void Kill(int start, int end, KillSide side)
    {
        string text = Text[start..end];
        if (_last == Doing.Killing)
        {
            killRing.Extend(text, side);
        }
        else if (text.Length > 0)
        {
            killRing.Add(text);
        }

        Delete(start, end);
        _now = Doing.Killing;
    }

    private void Yank(string text)
    {
        Remember();
        _yankStart = Cursor;
        Insert(text);
        _now = Doing.Yanking;
    }

    private void Transpose()
    {
        int right = Cursor == Text.Length ? Previous(Cursor) : Cursor;
        int left = Previous(right);
        if (left == right)
        {
            return;
        }

        Remember();
        int end = Next(right);
        Text = Text[..left] + Text[right..end] + Text[left..right] + Text[end..];
        Cursor = end;
    }

    private void ChangeWord(Func<string, string> change)
    {
        int end = WordEnd(Cursor);
        int start = Cursor;
        while (start < end && !IsWordCharacter(start))
        {
            start = Next(start);
        }

        if (start < end)
        {
            Remember();
            string changed = change(Text[start..end]);
            Text = Text[..start] + changed + Text[end..];
            Cursor = start + changed.Length;
        }
    }

    /// <summary>Takes what could follow: inserts what all have in common; lists them on a second Tab that added nothing.</summary>
    public void Complete(Completion completion)
    {
        if (completion.Candidates.Count == 0)
        {
            return;
        }

        string common = completion.Candidates[0].Text;
        foreach (Candidate candidate in completion.Candidates)
        {
            int length = 0;
            while (length < common.Length && length < candidate.Text.Length && common[length] == candidate.Text[length])
            {
                length++;
            }

            common = common[..length];
        }

        bool isOnly = completion.Candidates.Count == 1;
        string inserted = isOnly ? common + completion.Candidates[0].Suffix : common;
        if (Text[completion.Start..Cursor] != inserted && common.Length >= 0 && (isOnly || common.Length > Cursor - completion.Start))
        {
            Remember();
            Text = Text[..completion.Start] + inserted + Text[Cursor..];
            Cursor = completion.Start + inserted.Length;
        }
        else if (!isOnly)
        {
            Listed = completion.Candidates;
        }
    }
}
