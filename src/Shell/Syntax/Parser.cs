using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Reads a script by the grammar of the shell command language (XCU 2.10), by recursive descent with one token of look-ahead.</summary>
/// <remarks>Makes no decision that depends on variables, files or options: the same text is always the same tree.</remarks>
public sealed partial class Parser
{
    private readonly Lexer _lexer;
    private Token _token;

    internal Parser(string text, int depth)
    {
        _lexer = new Lexer(text, ParseSubstitution);
        for (int i = 0; i < depth; i++)
        {
            _lexer.Enter();
        }
    }

    /// <summary>Reads a whole text. Never throws, whatever the text is; an error has its place.</summary>
    public static ParsedScript Parse(string text) => Parse(text, 0);

    internal static ParsedScript Parse(string text, int depth)
    {
        Parser parser = new(text, depth);
        try
        {
            parser.Advance();
            CommandList script = parser.ParseList();
            if (parser._token.Kind != TokenKind.End)
            {
                parser.FailUnexpected();
            }

            if (parser._lexer.Pending.Count > 0)
            {
                Redirection unread = parser._lexer.Pending[0].Redirection;
                Lexer.Fail(unread.Position, "the here-document has no body", Completeness.Unfinished);
            }

            return new ParsedScript(script);
        }
        catch (SyntaxException exception)
        {
            return new ParsedScript(exception.Error);
        }
    }

    /// <summary>The whole text as the body of a here-document.</summary>
    internal IReadOnlyList<WordPart> ParseHereDocument() => _lexer.ReadRestAsHereDocument();

    private static string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Newline => "the end of the line",
        TokenKind.Word => token.Literal is { } literal ? "'" + literal + "'" : "this word",
        TokenKind.DescriptorNumber => "a descriptor",
        TokenKind.And => "'&&'",
        TokenKind.Or => "'||'",
        TokenKind.Semicolon => "';'",
        TokenKind.DoubleSemicolon => "';;'",
        TokenKind.Ampersand => "'&'",
        TokenKind.Pipe => "'|'",
        TokenKind.LeftParenthesis => "'('",
        TokenKind.RightParenthesis => "')'",
        _ => "this redirection",
    };

    /// <summary>Reads the inside of <c>$(…)</c>, whose opening the lexer has consumed, and its closing parenthesis.</summary>
    private CommandList ParseSubstitution()
    {
        Token outer = _token;
        List<PendingHereDocument> pending = _lexer.Pending;
        _lexer.Pending = [];
        Advance();
        CommandList body = ParseList();
        if (_token.Kind != TokenKind.RightParenthesis)
        {
            FailUnexpected();
        }

        if (_lexer.Pending.Count > 0)
        {
            Lexer.Fail(_lexer.Pending[0].Redirection.Position, "the here-document has no body");
        }

        _lexer.Pending = pending;
        _token = outer;
        return body;
    }

    private void Advance() => _token = _lexer.Read();

    private void SkipNewlines()
    {
        while (_token.Kind == TokenKind.Newline)
        {
            Advance();
        }
    }

    [DoesNotReturn]
    private void FailUnexpected()
    {
        Completeness completeness = _token.Kind == TokenKind.End ? Completeness.Unfinished : Completeness.Wrong;
        Lexer.Fail(_token.Position, "unexpected " + Describe(_token), completeness);
    }

    [DoesNotReturn]
    private void FailMissing(string what)
    {
        Completeness completeness = _token.Kind == TokenKind.End ? Completeness.Unfinished : Completeness.Wrong;
        Lexer.Fail(_token.Position, "expected " + what + " before " + Describe(_token), completeness);
    }

    /// <summary>Reads commands until something that cannot begin one: the end, a closing word, a parenthesis, <c>;;</c>.</summary>
    private CommandList ParseList()
    {
        int start = _token.Position;
        List<AndOrList> items = [];
        SkipNewlines();
        while (BeginsCommand())
        {
            items.Add(ParseAndOr());
            if (_token.Kind is TokenKind.Semicolon or TokenKind.Ampersand or TokenKind.Newline)
            {
                Advance();
                SkipNewlines();
            }
            else
            {
                break;
            }
        }

        return new CommandList(start, items.ToArray());
    }

    /// <summary>A list where at least one command is required: the body of something.</summary>
    private CommandList ParseBody()
    {
        CommandList list = ParseList();
        if (list.Items.Count == 0)
        {
            FailMissing("a command");
        }

        return list;
    }

    private bool BeginsCommand() => _token.Kind switch
    {
        TokenKind.Word => !IsClosingWord(_token.Literal),
        TokenKind.DescriptorNumber or TokenKind.LeftParenthesis => true,
        _ => RedirectionKindOf(_token.Kind) is not null,
    };

    /// <summary>Whether a word is more than a name where a command begins (XCU 2.4).</summary>
    internal static bool IsReserved(string word) => IsClosingWord(word) || word is "if" or "for" or "while" or "until" or "case" or "{" or "!";

    private static bool IsClosingWord(string? word) => word is "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}";

    private AndOrList ParseAndOr()
    {
        int start = _token.Position;
        Pipeline first = ParsePipeline();
        List<AndOrTail> rest = [];
        while (_token.Kind is TokenKind.And or TokenKind.Or)
        {
            int position = _token.Position;
            AndOrOperator operation = _token.Kind == TokenKind.And ? AndOrOperator.And : AndOrOperator.Or;
            Advance();
            SkipNewlines();
            rest.Add(new AndOrTail(position, operation, ParsePipeline()));
        }

        Execution execution = _token.Kind == TokenKind.Ampersand ? Execution.Background : Execution.Foreground;
        return new AndOrList(start, first, rest.ToArray(), execution);
    }

    private Pipeline ParsePipeline()
    {
        int start = _token.Position;
        Negation negation = Negation.None;
        while (_token.Literal == "!")
        {
            negation = negation == Negation.None ? Negation.Inverted : Negation.None;
            Advance();
        }

        List<Command> commands = [ParseCommand()];
        while (_token.Kind == TokenKind.Pipe)
        {
            Advance();
            SkipNewlines();
            commands.Add(ParseCommand());
        }

        return new Pipeline(start, negation, commands.ToArray());
    }

    private Redirection ParseRedirection()
    {
        int start = _token.Position;
        int descriptor = -1;
        if (_token.Kind == TokenKind.DescriptorNumber)
        {
            descriptor = _token.Number;
            Advance();
        }

        TokenKind token = _token.Kind;
        if (RedirectionKindOf(token) is not { } kind)
        {
            FailUnexpected();
            return null!;
        }

        Advance();
        if (_token.Kind != TokenKind.Word)
        {
            FailMissing("a file name");
        }

        Panic.When(_token.Word is null, "a word token carries no word");
        if (descriptor < 0)
        {
            descriptor = kind is RedirectionKind.Input or RedirectionKind.ReadWrite or RedirectionKind.DuplicateInput or RedirectionKind.HereDocument ? 0 : 1;
        }

        Redirection redirection = new(start, descriptor, kind, _token.Word);
        if (kind == RedirectionKind.HereDocument)
        {
            // Before the next token is read: it may be the newline behind which the body begins.
            bool quoted = false;
            string delimiter = "";
            foreach (WordPart part in _token.Word.Parts)
            {
                (delimiter, quoted) = part switch
                {
                    LiteralPart literal => (delimiter + literal.Text, quoted),
                    QuotedPart literal => (delimiter + literal.Text, true),
                    DoubleQuotedPart { Parts: [] } => (delimiter, true),
                    DoubleQuotedPart { Parts: [LiteralPart literal] } => (delimiter + literal.Text, true),
                    _ => (null!, false),
                };
                if (delimiter is null)
                {
                    Lexer.Fail(_token.Position, "a here-document's delimiter cannot be expanded");
                }
            }

            _lexer.Pending.Add(new PendingHereDocument(redirection, delimiter, quoted, token == TokenKind.DoubleLessDash));
        }

        Advance();
        return redirection;
    }

    private static RedirectionKind? RedirectionKindOf(TokenKind kind) => kind switch
    {
        TokenKind.Less => RedirectionKind.Input,
        TokenKind.Greater => RedirectionKind.Output,
        TokenKind.Clobber => RedirectionKind.Clobber,
        TokenKind.DoubleGreater => RedirectionKind.Append,
        TokenKind.LessGreater => RedirectionKind.ReadWrite,
        TokenKind.LessAmpersand => RedirectionKind.DuplicateInput,
        TokenKind.GreaterAmpersand => RedirectionKind.DuplicateOutput,
        TokenKind.DoubleLess or TokenKind.DoubleLessDash => RedirectionKind.HereDocument,
        _ => null,
    };
}
