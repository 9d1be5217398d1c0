using System;
using System.Globalization;

namespace Vela.Shell;

/// <summary>Evaluates <c>$(( ))</c> (XCU 2.6.4): C's operators on 64-bit integers that wrap.</summary>
/// <remarks>
/// Parses and evaluates in one pass; what <c>&amp;&amp;</c>, <c>||</c> and <c>?:</c> leave out is read but changes nothing.
/// An <see cref="ExpansionException"/> says what is wrong.
/// </remarks>
public sealed partial class Arithmetic
{
    private const int MaximumDepth = 32;
    private readonly string _text;
    private readonly VariableTable _variables;
    private readonly int _variableDepth;
    private int _position;
    private int _skipping;
    private int _depth;

    private Arithmetic(string text, VariableTable variables, int variableDepth)
    {
        _text = text;
        _variables = variables;
        _variableDepth = variableDepth;
    }

    public static long Evaluate(string text, VariableTable variables) => Evaluate(text, variables, 0);

    private static long Evaluate(string text, VariableTable variables, int variableDepth)
    {
        Arithmetic expression = new(text, variables, variableDepth);
        if (expression.Peek() == '\0')
        {
            return 0;
        }

        long value = expression.ReadSequence();
        if (expression.Peek() != '\0')
        {
            throw expression.Wrong();
        }

        return value;
    }

    private ExpansionException Wrong() => new("arithmetic: cannot read '" + _text + "' at '" + _text[Math.Min(_position, _text.Length)..] + "'");

    private char Peek()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    /// <summary>Consumes an operator, unless it is the beginning of a longer one.</summary>
    private bool Accept(string symbol, string notBefore = "")
    {
        _ = Peek();
        if (!_text.AsSpan(_position).StartsWith(symbol, StringComparison.Ordinal))
        {
            return false;
        }

        int after = _position + symbol.Length;
        if (after < _text.Length && notBefore.Contains(_text[after], StringComparison.Ordinal))
        {
            return false;
        }

        _position = after;
        return true;
    }

    /// <summary>The last of expressions with commas between counts; not in XCU 2.6.4, but in every shell that is used.</summary>
    private long ReadSequence()
    {
        long value = ReadAssignment();
        while (Accept(","))
        {
            value = ReadAssignment();
        }

        return value;
    }

    private long ReadAssignment()
    {
        _depth++;
        if (_depth > MaximumDepth)
        {
            throw new ExpansionException("arithmetic: nested too deeply");
        }

        long value = TryReadAssignment(out long assigned) ? assigned : ReadConditional();
        _depth--;
        return value;
    }

    private bool TryReadAssignment(out long value)
    {
        value = 0;
        int start = _position;
        if (!TryReadName(out string name))
        {
            return false;
        }

        string operation = "";
        bool found = Accept("=", "=");
        foreach (string symbol in (ReadOnlySpan<string>)["<<", ">>", "+", "-", "*", "/", "%", "&", "^", "|"])
        {
            if (!found && Accept(symbol + "="))
            {
                operation = symbol;
                found = true;
            }
        }

        if (!found)
        {
            _position = start;
            return false;
        }

        long right = ReadAssignment();
        value = operation.Length == 0 ? right : Apply(operation, Value(name), right);
        Assign(name, value);
        return true;
    }

    private bool TryReadName(out string name)
    {
        _ = Peek();
        int end = _position;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        name = _text[_position..end];
        if (!Lexer.IsName(name))
        {
            return false;
        }

        _position = end;
        return true;
    }

    private void Assign(string name, long value)
    {
        if (_skipping == 0 && _variables.TrySet(name, value.ToString(CultureInfo.InvariantCulture)) != Primitives.Errno.None)
        {
            throw new ExpansionException(name + ": is read only");
        }
    }

    private long Value(string name)
    {
        string text = _variables[name] ?? "";
        if (text.Length == 0 || _skipping > 0)
        {
            return 0;
        }

        if (_variableDepth >= MaximumDepth)
        {
            throw new ExpansionException("arithmetic: " + name + " refers to itself");
        }

        return Evaluate(text, _variables, _variableDepth + 1);
    }
}
