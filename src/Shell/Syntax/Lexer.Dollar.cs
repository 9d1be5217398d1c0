using System;
using System.Collections.Generic;

namespace Vela.Shell;

internal sealed partial class Lexer
{
    /// <summary>Whether this can be a variable's name (XBD 3.216).</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsNameStart(text[0]))
        {
            return false;
        }

        foreach (char character in text)
        {
            if (!IsNameCharacter(character))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static bool IsSpecialParameter(char character) => character is '@' or '*' or '#' or '?' or '-' or '$' or '!';

    /// <summary>Reads what begins with a dollar sign; one that begins nothing stands for itself.</summary>
    private void ReadDollar(WordReader reader, bool quoted)
    {
        int start = _position;
        char next = At(1);
        if (next == '(')
        {
            reader.Add(At(2) == '(' && TryReadArithmetic() is { } arithmetic ? arithmetic : ReadSubstitution());
        }
        else if (next == '{')
        {
            Enter();
            reader.Add(ReadBracedParameter(quoted));
            Leave();
        }
        else if (IsNameStart(next))
        {
            _position++;
            reader.Add(Plain(start, ReadName()));
        }
        else if (char.IsAsciiDigit(next) || IsSpecialParameter(next))
        {
            _position += 2;
            reader.Add(Plain(start, next.ToString()));
        }
        else
        {
            reader.AddLiteral(start, '$');
            _position++;
        }
    }

    private static ParameterPart Plain(int position, string name) =>
        new(position, name, ParameterOperator.Value, ParameterTest.Unset, null);

    private string ReadName()
    {
        int start = _position;
        while (IsNameCharacter(Current))
        {
            _position++;
        }

        return text[start.._position];
    }

    private SubstitutionPart ReadSubstitution()
    {
        int start = _position;
        _position += 2;
        return new SubstitutionPart(start, ParseSubstitution());
    }

    private ParameterPart ReadBracedParameter(bool quoted)
    {
        int start = _position;
        _position += 2;
        // ${#x} is a length, but ${#}, ${#-word} and the like speak of the parameter #.
        if (Current == '#' && (IsNameCharacter(At(1)) || (IsSpecialParameter(At(1)) && At(2) == '}')))
        {
            _position++;
            string counted = ReadParameterName(start);
            if (Current != '}')
            {
                Fail(start, "bad substitution");
            }

            _position++;
            return new ParameterPart(start, counted, ParameterOperator.Length, ParameterTest.Unset, null);
        }

        string name = ReadParameterName(start);
        if (Current == '}')
        {
            _position++;
            return Plain(start, name);
        }

        ParameterTest test = ParameterTest.Unset;
        if (Current == ':')
        {
            test = ParameterTest.UnsetOrEmpty;
            _position++;
        }

        ParameterOperator? operation = Current switch
        {
            '-' => ParameterOperator.UseDefault,
            '=' => ParameterOperator.AssignDefault,
            '?' => ParameterOperator.FailWithout,
            '+' => ParameterOperator.UseAlternative,
            '%' when test == ParameterTest.Unset => At(1) == '%' ? ParameterOperator.RemoveLongestSuffix : ParameterOperator.RemoveShortestSuffix,
            '#' when test == ParameterTest.Unset => At(1) == '#' ? ParameterOperator.RemoveLongestPrefix : ParameterOperator.RemoveShortestPrefix,
            _ => null,
        };
        if (operation is not { } known)
        {
            Fail(start, IsAtEnd ? "missing '}'" : "bad substitution", IsAtEnd ? Completeness.Unfinished : Completeness.Wrong);
            return Plain(start, name);
        }

        _position += known is ParameterOperator.RemoveLongestPrefix or ParameterOperator.RemoveLongestSuffix ? 2 : 1;
        // A pattern's quotes mean what they mean outside, even inside double quotes (XCU 2.6.2).
        bool isPattern = known >= ParameterOperator.RemoveShortestSuffix;
        return new ParameterPart(start, name, known, test, ReadBracedWord(quoted && !isPattern, start));
    }

    private string ReadParameterName(int opening)
    {
        if (IsNameStart(Current))
        {
            return ReadName();
        }

        int start = _position;
        if (char.IsAsciiDigit(Current))
        {
            while (char.IsAsciiDigit(Current))
            {
                _position++;
            }
        }
        else if (IsSpecialParameter(Current))
        {
            _position++;
        }
        else
        {
            Fail(opening, IsAtEnd ? "missing '}'" : "bad substitution", IsAtEnd ? Completeness.Unfinished : Completeness.Wrong);
        }

        return text[start.._position];
    }

    /// <summary>Reads <c>$((…))</c>; null, with nothing consumed, if the parentheses turn out to be a subshell inside a substitution.</summary>
    private ArithmeticPart? TryReadArithmetic()
    {
        int start = _position;
        List<PendingHereDocument> pending = Pending;
        Pending = [];
        _position += 3;
        int open = 0;
        WordReader reader = new();
        while (!IsAtEnd)
        {
            if (Current == ')' && open == 0)
            {
                break;
            }

            open += Current == '(' ? 1 : Current == ')' ? -1 : 0;
            ReadInside(reader, Inside.Arithmetic);
        }

        Pending = pending;
        if (IsAtEnd)
        {
            Fail(start, "missing '))'", Completeness.Unfinished);
        }

        if (At(1) != ')')
        {
            _position = start;
            return null;
        }

        _position += 2;
        return new ArithmeticPart(start, reader.Finish());
    }
}
