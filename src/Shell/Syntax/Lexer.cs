using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Vela.Shell;

/// <summary>Cuts a script into tokens (XCU 2.3), one at a time, as the parser asks for them.</summary>
/// <remarks>
/// Owns: the place in the text, and the here-documents whose bodies begin after the current line.
/// A word's inner structure is read here too; for a command substitution the parser is called back, so that its end is found by grammar and not by counting.
/// Nesting is bounded by <see cref="MaximumDepth"/>: kernel stacks are small, and texts are a user's.
/// </remarks>
internal sealed partial class Lexer(string text, Func<CommandList> parseSubstitution)
{
    private const int MaximumDepth = 60;
    private int _position;
    private int _depth;

    /// <summary>Here-documents whose redirection has been read and whose body has not.</summary>
    public List<PendingHereDocument> Pending { get; set; } = [];

    private char Current => At(0);

    private bool IsAtEnd => _position >= text.Length;

    /// <summary>Counts one level of nesting; <see cref="Leave"/> takes it back.</summary>
    public void Enter()
    {
        _depth++;
        if (_depth > MaximumDepth)
        {
            Fail(_position, "nested too deeply");
        }
    }

    public void Leave() => _depth--;

    public Token Read()
    {
        SkipBlanks();
        int start = _position;
        if (IsAtEnd)
        {
            return new Token(TokenKind.End, start, start);
        }

        if (Current == '\n')
        {
            _position++;
            ReadHereDocuments();
            return new Token(TokenKind.Newline, start, start + 1);
        }

        TokenKind kind = OperatorAt(out int length);
        if (length > 0)
        {
            _position += length;
            return new Token(kind, start, _position);
        }

        if (TryReadDescriptorNumber(out int number))
        {
            return new Token(TokenKind.DescriptorNumber, start, _position, number: number);
        }

        Word word = ReadWord();
        return new Token(TokenKind.Word, start, _position, word);
    }

    [DoesNotReturn]
    public static void Fail(int position, string message, Completeness completeness = Completeness.Wrong) =>
        throw new SyntaxException(new SyntaxError(position, message, completeness));

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\r';

    private static bool EndsWord(char character) => character is ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')';

    private char At(int offset) => _position + offset < text.Length ? text[_position + offset] : '\0';

    /// <summary>Skips blanks, line continuations and a comment.</summary>
    private void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (IsBlank(Current))
            {
                _position++;
            }
            else if (Current == '\\' && At(1) == '\n')
            {
                _position += 2;
            }
            else if (Current == '#')
            {
                while (!IsAtEnd && Current != '\n')
                {
                    _position++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private TokenKind OperatorAt(out int length)
    {
        char next = At(1);
        (TokenKind kind, length) = Current switch
        {
            '&' when next == '&' => (TokenKind.And, 2),
            '&' => (TokenKind.Ampersand, 1),
            '|' when next == '|' => (TokenKind.Or, 2),
            '|' => (TokenKind.Pipe, 1),
            ';' when next == ';' => (TokenKind.DoubleSemicolon, 2),
            ';' => (TokenKind.Semicolon, 1),
            '(' => (TokenKind.LeftParenthesis, 1),
            ')' => (TokenKind.RightParenthesis, 1),
            '<' when next == '<' => At(2) == '-' ? (TokenKind.DoubleLessDash, 3) : (TokenKind.DoubleLess, 2),
            '<' when next == '&' => (TokenKind.LessAmpersand, 2),
            '<' when next == '>' => (TokenKind.LessGreater, 2),
            '<' => (TokenKind.Less, 1),
            '>' when next == '>' => (TokenKind.DoubleGreater, 2),
            '>' when next == '&' => (TokenKind.GreaterAmpersand, 2),
            '>' when next == '|' => (TokenKind.Clobber, 2),
            '>' => (TokenKind.Greater, 1),
            _ => (TokenKind.Word, 0),
        };
        return kind;
    }

    private bool TryReadDescriptorNumber(out int number)
    {
        number = 0;
        // One digit, as POSIX requires no more; a longer number is a word.
        if (!char.IsAsciiDigit(Current) || At(1) is not ('<' or '>'))
        {
            return false;
        }

        number = Current - '0';
        _position++;
        return true;
    }
}
