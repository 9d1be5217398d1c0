using System.Collections.Generic;
using System.Text;

namespace Vela.Shell;

internal sealed partial class Lexer
{
    private enum Inside
    {
        /// <summary>Between double quotes.</summary>
        Quotes,

        /// <summary>In a here-document: a double quote stands for itself.</summary>
        HereDocument,

        /// <summary>Between <c>$((</c> and <c>))</c>.</summary>
        Arithmetic,
    }

    /// <summary>Reads one word, which begins here.</summary>
    private Word ReadWord()
    {
        int start = _position;
        WordReader reader = new();
        while (!IsAtEnd && !EndsWord(Current))
        {
            ReadUnquoted(reader);
        }

        return new Word(start, reader.Finish());
    }

    /// <summary>Reads what follows an operator in <c>${…}</c>, up to the brace that closes it, which is consumed.</summary>
    private Word ReadBracedWord(bool quoted, int opening)
    {
        int start = _position;
        WordReader reader = new();
        while (Current != '}' || IsAtEnd)
        {
            if (IsAtEnd)
            {
                Fail(opening, "missing '}'", Completeness.Unfinished);
            }

            if (!quoted)
            {
                ReadUnquoted(reader);
            }
            else if (Current == '"')
            {
                ReadDoubleQuotes(reader);
            }
            else if (Current == '\\' && At(1) == '}')
            {
                reader.AddQuoted(_position, "}");
                _position += 2;
            }
            else
            {
                ReadInside(reader, Inside.Quotes);
            }
        }

        _position++;
        return new Word(start, reader.Finish());
    }

    /// <summary>Reads one character or construct outside quotes.</summary>
    private void ReadUnquoted(WordReader reader)
    {
        int start = _position;
        switch (Current)
        {
            case '\\' when At(1) == '\n':
                _position += 2;
                break;
            case '\\' when _position + 1 == text.Length:
                Fail(start, "nothing follows the backslash", Completeness.Unfinished);
                break;
            case '\\':
                int length = char.IsHighSurrogate(At(1)) && char.IsLowSurrogate(At(2)) ? 2 : 1;
                reader.AddQuoted(start, text.Substring(start + 1, length));
                _position += 1 + length;
                break;
            case '\'':
                int end = text.IndexOf('\'', start + 1);
                if (end < 0)
                {
                    Fail(start, "missing closing '", Completeness.Unfinished);
                }

                reader.AddQuoted(start, text[(start + 1)..end]);
                _position = end + 1;
                break;
            case '"':
                ReadDoubleQuotes(reader);
                break;
            case '$':
                ReadDollar(reader, quoted: false);
                break;
            case '`':
                reader.Add(ReadBackquotes(quoted: false));
                break;
            default:
                reader.AddLiteral(start, Current);
                _position++;
                break;
        }
    }

    private void ReadDoubleQuotes(WordReader reader)
    {
        int start = _position;
        _position++;
        WordReader inner = new();
        while (Current != '"' || IsAtEnd)
        {
            if (IsAtEnd)
            {
                Fail(start, "missing closing \"", Completeness.Unfinished);
            }

            ReadInside(inner, Inside.Quotes);
        }

        _position++;
        reader.Add(new DoubleQuotedPart(start, inner.Finish()));
    }

    /// <summary>Reads one character or construct where only <c>$</c>, backquotes and some backslashes mean something.</summary>
    private void ReadInside(WordReader reader, Inside inside)
    {
        int start = _position;
        switch (Current)
        {
            case '\\' when At(1) == '\n':
                _position += 2;
                break;
            case '\\' when At(1) is '$' or '`' or '\\' || (At(1) == '"' && inside == Inside.Quotes):
                reader.AddQuoted(start, At(1).ToString());
                _position += 2;
                break;
            case '$':
                ReadDollar(reader, quoted: true);
                break;
            case '`':
                reader.Add(ReadBackquotes(quoted: true));
                break;
            default:
                reader.AddLiteral(start, Current);
                _position++;
                break;
        }
    }

    private CommandList ParseSubstitution()
    {
        Enter();
        CommandList body = parseSubstitution();
        Leave();
        return body;
    }

    /// <summary>Old-style substitution: the text up to the next backquote, with one level of backslashes removed, is a script of its own.</summary>
    private SubstitutionPart ReadBackquotes(bool quoted)
    {
        int start = _position;
        _position++;
        StringBuilder script = new();
        while (Current != '`' || IsAtEnd)
        {
            if (IsAtEnd)
            {
                Fail(start, "missing closing `", Completeness.Unfinished);
            }

            if (Current == '\\' && (At(1) is '$' or '`' or '\\' || (quoted && At(1) == '"')))
            {
                _position++;
            }

            _ = script.Append(Current);
            _position++;
        }

        _position++;
        Enter();
        ParsedScript parsed = Parser.Parse(script.ToString(), _depth);
        Leave();
        if (!parsed.Succeeded(out CommandList? body, out SyntaxError? error))
        {
            Fail(start, error.Message);
        }

        return new SubstitutionPart(start, body);
    }

    private void ReadHereDocuments()
    {
        List<PendingHereDocument> documents = Pending;
        Pending = [];
        foreach (PendingHereDocument document in documents)
        {
            ReadHereDocument(document);
        }
    }

    private void ReadHereDocument(PendingHereDocument document)
    {
        int start = _position;
        StringBuilder body = new();
        while (true)
        {
            if (IsAtEnd)
            {
                Fail(document.Redirection.Position, "the here-document does not end: no line '" + document.Delimiter + "'", Completeness.Unfinished);
            }

            int end = text.IndexOf('\n', _position);
            end = end < 0 ? text.Length : end;
            string line = text[_position..end];
            _position = end < text.Length ? end + 1 : end;
            if (document.StripsTabs)
            {
                line = line.TrimStart('\t');
            }

            if (line == document.Delimiter)
            {
                break;
            }

            _ = body.Append(line).Append('\n');
        }

        document.Redirection.Body = document.IsQuoted
            ? new Word(start, body.Length == 0 ? [] : [new QuotedPart(start, body.ToString())])
            : ParseHereDocument(body.ToString(), start);
    }

    /// <summary>Reads the body apart, because tabs have been taken from it: places in it are those of its first line.</summary>
    private Word ParseHereDocument(string body, int start)
    {
        Parser parser = new(body, _depth);
        try
        {
            return new Word(start, parser.ParseHereDocument());
        }
        catch (SyntaxException inner)
        {
            throw new SyntaxException(new SyntaxError(start, "in the here-document: " + inner.Error.Message, Completeness.Wrong));
        }
    }

    /// <summary>Everything that is left, as a here-document's body.</summary>
    public IReadOnlyList<WordPart> ReadRestAsHereDocument()
    {
        WordReader reader = new();
        while (!IsAtEnd)
        {
            ReadInside(reader, Inside.HereDocument);
        }

        return [new DoubleQuotedPart(0, reader.Finish())];
    }
}
