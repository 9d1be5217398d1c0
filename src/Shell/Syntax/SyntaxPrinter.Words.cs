using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class SyntaxPrinter
{
    private enum Around
    {
        Nothing,
        Quotes,
        HereDocument,
    }

    private void Add(Word word)
    {
        foreach (WordPart part in word.Parts)
        {
            Add(part, Around.Nothing);
        }
    }

    private void AddBody(Word body)
    {
        foreach (WordPart part in body.Parts)
        {
            if (part is DoubleQuotedPart expanded)
            {
                Add(expanded.Parts, Around.HereDocument);
            }
            else if (part is QuotedPart literal)
            {
                Write(literal.Text);
            }
        }
    }

    private void Add(IReadOnlyList<WordPart> parts, Around around)
    {
        foreach (WordPart part in parts)
        {
            Add(part, around);
        }
    }

    private void Add(WordPart part, Around around)
    {
        switch (part)
        {
            case LiteralPart literal:
                Write(literal.Text);
                break;
            case QuotedPart literal when around == Around.Nothing:
                Write(Quoting.Quote(literal.Text));
                break;
            case QuotedPart literal:
                AddEscaped(literal.Text);
                break;
            case DoubleQuotedPart inner:
                Write("\"");
                Add(inner.Parts, Around.Quotes);
                Write("\"");
                break;
            case ParameterPart parameter:
                Add(parameter, around);
                break;
            case SubstitutionPart substitution:
                Add(substitution);
                break;
            case ArithmeticPart arithmetic:
                Write("$((");
                Add(arithmetic.Expression, Around.HereDocument);
                Write("))");
                break;
            default:
                Panic.Invariant("a word has a part of no known kind");
                break;
        }
    }

    private void AddEscaped(string text)
    {
        foreach (char character in text)
        {
            _ = _text.Append('\\').Append(character);
        }
    }

    private void Add(SubstitutionPart substitution)
    {
        List<Redirection> documents = _documents;
        _documents = [];
        Write("$(\n");
        Add(substitution.Body);
        Write(")");
        _documents = documents;
    }

    private void Add(ParameterPart parameter, Around around)
    {
        if (parameter.Operator == ParameterOperator.Length)
        {
            Write("${#" + parameter.Name + "}");
            return;
        }

        Write("${" + parameter.Name);
        if (parameter.Operator != ParameterOperator.Value)
        {
            Write(parameter.Test == ParameterTest.UnsetOrEmpty ? ":" : "");
            Write(parameter.Operator switch
            {
                ParameterOperator.UseDefault => "-",
                ParameterOperator.AssignDefault => "=",
                ParameterOperator.FailWithout => "?",
                ParameterOperator.UseAlternative => "+",
                ParameterOperator.RemoveShortestSuffix => "%",
                ParameterOperator.RemoveLongestSuffix => "%%",
                ParameterOperator.RemoveShortestPrefix => "#",
                _ => "##",
            });
            Panic.When(parameter.Argument is null, "a parameter's operator has no argument");
            bool isPattern = parameter.Operator >= ParameterOperator.RemoveShortestSuffix;
            Add(parameter.Argument.Parts, isPattern ? Around.Nothing : around);
        }

        Write("}");
    }
}
