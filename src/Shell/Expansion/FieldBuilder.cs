using System;
using System.Collections.Generic;
using System.Text;

namespace Vela.Shell;

/// <summary>Puts the fields of a word together, piece by piece, splitting what was expanded (XCU 2.6.5).</summary>
internal sealed class FieldBuilder(FieldRule rule, string separators)
{
    private const char QuotedMark = '1';
    private const char PlainMark = '0';
    private readonly List<Field> _fields = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _quoted = new();
    private bool _isOpen;
    private bool _afterBlank;

    /// <summary>Adds text as it is; a quoted piece makes a field even if it is empty.</summary>
    public void Add(ReadOnlySpan<char> text, bool quoted)
    {
        if (text.IsEmpty && !quoted)
        {
            return;
        }

        _isOpen = true;
        _afterBlank = false;
        _ = _text.Append(text);
        _ = _quoted.Append(quoted ? QuotedMark : PlainMark, text.Length);
    }

    /// <summary>Adds the result of an unquoted expansion, splitting it.</summary>
    public void AddExpanded(string text)
    {
        if (rule == FieldRule.Whole)
        {
            Add(text, quoted: false);
            return;
        }

        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!separators.Contains(text[i], StringComparison.Ordinal))
            {
                continue;
            }

            Add(text.AsSpan(start, i - start), quoted: false);
            start = i + 1;
            Separate(text[i]);
        }

        Add(text.AsSpan(start), quoted: false);
    }

    /// <summary>Ends the field that was begun, if any: what follows is another.</summary>
    public void Break()
    {
        if (rule == FieldRule.Whole)
        {
            Add(" ", quoted: true);
        }
        else if (_isOpen)
        {
            Close();
        }
    }

    public IReadOnlyList<Field> Finish()
    {
        if (_isOpen)
        {
            Close();
        }

        return _fields;
    }

    /// <summary>Everything as one field.</summary>
    public Field FinishWhole() => new(_text.ToString(), _quoted.ToString());

    private void Separate(char separator)
    {
        bool blank = separator is ' ' or '\t' or '\n';
        if (_isOpen)
        {
            Close();
            _afterBlank = blank;
        }
        else if (!blank)
        {
            // Blanks around another separator belong to it; two of those with nothing between enclose an empty field.
            if (!_afterBlank)
            {
                _fields.Add(new Field("", ""));
            }

            _afterBlank = false;
        }
    }

    private void Close()
    {
        _fields.Add(FinishWhole());
        _ = _text.Clear();
        _ = _quoted.Clear();
        _isOpen = false;
        _afterBlank = false;
    }
}
