using System.Collections.Generic;
using System.Text;

namespace Vela.Shell;

/// <summary>Gathers the parts of a word, joining neighbours of the same kind.</summary>
internal sealed class WordReader
{
    private readonly List<WordPart> _parts = [];
    private readonly StringBuilder _text = new();
    private int _start;
    private bool _isQuoted;

    public void AddLiteral(int position, char character)
    {
        Begin(position, quoted: false);
        _ = _text.Append(character);
    }

    public void AddQuoted(int position, string text)
    {
        if (text.Length == 0)
        {
            Add(new QuotedPart(position, "")); // '' is a word, or part of one, though it has no text.
            return;
        }

        Begin(position, quoted: true);
        _ = _text.Append(text);
    }

    public void Add(WordPart part)
    {
        Flush();
        _parts.Add(part);
    }

    public IReadOnlyList<WordPart> Finish()
    {
        Flush();
        return _parts.ToArray();
    }

    private void Begin(int position, bool quoted)
    {
        if (_text.Length > 0 && _isQuoted == quoted)
        {
            return;
        }

        Flush();
        _start = position;
        _isQuoted = quoted;
    }

    private void Flush()
    {
        if (_text.Length == 0)
        {
            return;
        }

        string text = _text.ToString();
        _ = _text.Clear();
        _parts.Add(_isQuoted ? new QuotedPart(_start, text) : new LiteralPart(_start, text));
    }
}
