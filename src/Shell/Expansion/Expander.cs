using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Turns words into fields: tilde, parameters, substitutions, arithmetic, splitting, file names, quotes (XCU 2.6, in that order).</summary>
/// <remarks>Holds the session it reads and assigns variables in, and the interpreter that runs substitutions. Failure is an <see cref="ExpansionException"/>.</remarks>
public sealed partial class Expander(ShellSession session, Interpreter interpreter)
{
    /// <summary>The status of the last command substitution of this expander; null if it has run none.</summary>
    public int? LastSubstitutionStatus { get; private set; }

    /// <summary>Begins anew with <see cref="LastSubstitutionStatus"/>.</summary>
    public void ForgetSubstitution() => LastSubstitutionStatus = null;

    private string Separators => session.Variables["IFS"] ?? " \t\n";

    /// <summary>Expands the words of a command to its arguments.</summary>
    public async KernelTask<List<string>> ExpandWords(IReadOnlyList<Word> words)
    {
        List<string> arguments = new(words.Count);
        foreach (Word word in words)
        {
            if (word.Parts is [LiteralPart literal] && IsPlain(literal.Text))
            {
                arguments.Add(literal.Text);
                continue;
            }

            FieldBuilder builder = new(FieldRule.Split, Separators);
            await Add(word, builder, Tilde.AtStart);
            foreach (Field field in builder.Finish())
            {
                await AddFileNames(field, arguments);
            }
        }

        return arguments;
    }

    /// <summary>Expands to one text, neither split nor matched: an assignment's value, a redirection's target, a here-document.</summary>
    public async KernelTask<string> ExpandWhole(Word word, Tilde tilde = Tilde.AtStart)
    {
        if (word.Parts is [])
        {
            return "";
        }

        FieldBuilder builder = new(FieldRule.Whole, Separators);
        await Add(word, builder, tilde);
        return builder.FinishWhole().Text;
    }

    /// <summary>Expands to a pattern, in which what was quoted stands for itself.</summary>
    public async KernelTask<Pattern> ExpandPattern(Word word)
    {
        FieldBuilder builder = new(FieldRule.Whole, Separators);
        await Add(word, builder, Tilde.AtStart);
        return new Pattern(builder.FinishWhole());
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAny("*?[~") < 0;

    private async KernelTask Add(Word word, FieldBuilder fields, Tilde tilde)
    {
        for (int i = 0; i < word.Parts.Count; i++)
        {
            if (word.Parts[i] is LiteralPart literal && tilde != Tilde.Never)
            {
                AddLiteral(literal.Text, fields, i == 0, i == word.Parts.Count - 1, tilde);
            }
            else
            {
                await Add(word.Parts[i], fields, quoted: false);
            }
        }
    }

    /// <summary>Literal text, with <c>~</c> and <c>~/</c> at its start (in an assignment also after a colon) standing for HOME.</summary>
    private void AddLiteral(string text, FieldBuilder fields, bool isFirst, bool isLast, Tilde tilde)
    {
        string? home = session.Variables["HOME"];
        int start = 0;
        for (int i = 0; home is not null && i < text.Length; i++)
        {
            bool begins = i == 0 ? isFirst : tilde == Tilde.AfterColons && text[i - 1] == ':';
            bool ends = i + 1 == text.Length ? isLast : text[i + 1] == '/' || (tilde == Tilde.AfterColons && text[i + 1] == ':');
            if (text[i] == '~' && begins && ends)
            {
                fields.Add(text.AsSpan(start, i - start), quoted: false);
                fields.Add(home, quoted: true);
                start = i + 1;
            }
        }

        fields.Add(text.AsSpan(start), quoted: false);
    }

    private async KernelTask Add(WordPart part, FieldBuilder fields, bool quoted)
    {
        switch (part)
        {
            case LiteralPart literal:
                fields.Add(literal.Text, quoted);
                break;
            case QuotedPart literal:
                fields.Add(literal.Text, quoted: true);
                break;
            case DoubleQuotedPart inner:
                await AddQuoted(inner, fields);
                break;
            case ParameterPart parameter:
                await AddParameter(parameter, fields, quoted);
                break;
            case SubstitutionPart substitution:
                AddValue(await Substitute(substitution), fields, quoted);
                break;
            case ArithmeticPart arithmetic:
                AddValue(await Calculate(arithmetic), fields, quoted);
                break;
            default:
                Panic.Invariant("a word has a part of no known kind");
                break;
        }
    }

    private async KernelTask AddQuoted(DoubleQuotedPart part, FieldBuilder fields)
    {
        // "$@" without parameters is no field at all, not an empty one.
        bool onlyParameters = session.Parameters.Count == 0 && part.Parts.Count > 0;
        foreach (WordPart inner in part.Parts)
        {
            onlyParameters &= inner is ParameterPart { Name: "@", Operator: ParameterOperator.Value };
        }

        if (!onlyParameters)
        {
            fields.Add("", quoted: true);
        }

        foreach (WordPart inner in part.Parts)
        {
            await Add(inner, fields, quoted: true);
        }
    }

    private static void AddValue(string value, FieldBuilder fields, bool quoted)
    {
        if (quoted)
        {
            fields.Add(value, quoted: true);
        }
        else
        {
            fields.AddExpanded(value);
        }
    }

    private async KernelTask<string> Substitute(SubstitutionPart substitution)
    {
        (string output, int status) = await interpreter.Capture(substitution.Body);
        LastSubstitutionStatus = status;
        return output.TrimEnd('\n').Replace("\0", "", StringComparison.Ordinal);
    }

    private async KernelTask<string> Calculate(ArithmeticPart arithmetic)
    {
        FieldBuilder builder = new(FieldRule.Whole, Separators);
        foreach (WordPart part in arithmetic.Expression)
        {
            await Add(part, builder, quoted: true);
        }

        string expression = builder.FinishWhole().Text;
        return Arithmetic.Evaluate(expression, session.Variables).ToString(CultureInfo.InvariantCulture);
    }
}
