using System;
using System.Globalization;
using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Expander
{
    /// <summary>The value of a parameter, special or not; null if it is unset. <c>$*</c> and <c>$@</c> are joined.</summary>
    public string? ValueOf(string name)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (char.IsAsciiDigit(name[0]))
        {
            if (!int.TryParse(name, NumberStyles.None, culture, out int number))
            {
                return null;
            }

            return number == 0 ? session.Name : number <= session.Parameters.Count ? session.Parameters[number - 1] : null;
        }

        return name switch
        {
            "?" => session.LastStatus.ToString(culture),
            "#" => session.Parameters.Count.ToString(culture),
            "$" => session.ProcessId.ToString(culture),
            "!" => session.LastBackground?.Id.ToString(culture),
            "-" => OptionLetters.Of(session.Options),
            "*" or "@" => session.Parameters.Count == 0 ? null : string.Join(Joiner, session.Parameters),
            _ => session.Variables[name],
        };
    }

    private string Joiner => Separators.Length == 0 ? "" : Separators[..1];

    private async KernelTask AddParameter(ParameterPart part, FieldBuilder fields, bool quoted)
    {
        if (part.Name is "@" or "*" && part.Operator is not ParameterOperator.Length && await UsesValue(part))
        {
            await AddAll(part, fields, quoted);
            return;
        }

        string? value = ValueOf(part.Name);
        bool missing = value is null || (part.Test == ParameterTest.UnsetOrEmpty && value.Length == 0);
        switch (part.Operator)
        {
            case ParameterOperator.UseDefault when missing:
            case ParameterOperator.UseAlternative when !missing:
                await AddArgument(part, fields, quoted);
                return;
            case ParameterOperator.UseAlternative:
                return;
            case ParameterOperator.AssignDefault when missing:
                value = await ExpandWhole(Argument(part));
                Assign(part.Name, value);
                break;
            case ParameterOperator.FailWithout when missing:
                string message = await ExpandWhole(Argument(part));
                throw new ExpansionException(part.Name + ": " + (message.Length > 0 ? message : "parameter not set"));
            case ParameterOperator.UseDefault or ParameterOperator.AssignDefault or ParameterOperator.FailWithout:
                break;
            default:
                if (value is null && session.Has(ShellOptions.NoUnset) && part.Name is not ("@" or "*"))
                {
                    throw new ExpansionException(part.Name + ": parameter not set");
                }

                break;
        }

        AddValue(await Transform(part, value ?? ""), fields, quoted);
    }

    /// <summary>Whether <c>${@…}</c> stands for the parameters themselves, and not for the operator's argument.</summary>
    private async KernelTask<bool> UsesValue(ParameterPart part)
    {
        bool missing = session.Parameters.Count == 0
            || (part.Test == ParameterTest.UnsetOrEmpty && session.Parameters.Count == 1 && session.Parameters[0].Length == 0);
        switch (part.Operator)
        {
            case ParameterOperator.UseDefault:
                return !missing;
            case ParameterOperator.UseAlternative:
                return false;
            case ParameterOperator.FailWithout when missing:
                string message = await ExpandWhole(Argument(part));
                throw new ExpansionException(part.Name + ": " + (message.Length > 0 ? message : "parameter not set"));
            case ParameterOperator.AssignDefault when missing:
                throw new ExpansionException(part.Name + ": cannot be assigned");
            default:
                return true;
        }
    }

    private async KernelTask AddAll(ParameterPart part, FieldBuilder fields, bool quoted)
    {
        bool separate = !quoted || part.Name == "@";
        for (int i = 0; i < session.Parameters.Count; i++)
        {
            string value = await Transform(part, session.Parameters[i]);
            if (i > 0 && separate)
            {
                fields.Break();
            }
            else if (i > 0)
            {
                fields.AddQuoted(Joiner);
            }

            AddValue(value, fields, quoted);
        }
    }

    private static Word Argument(ParameterPart part)
    {
        Panic.When(part.Argument is null, "a parameter's operator has no argument");
        return part.Argument;
    }

    private async KernelTask AddArgument(ParameterPart part, FieldBuilder fields, bool quoted)
    {
        foreach (WordPart inner in Argument(part).Parts)
        {
            if (inner is LiteralPart literal && !quoted)
            {
                fields.AddExpanded(literal.Text); // ${x-a b} is two fields.
            }
            else
            {
                await Add(inner, fields, quoted);
            }
        }
    }

    private void Assign(string name, string value)
    {
        if (!Lexer.IsName(name))
        {
            throw new ExpansionException(name + ": cannot be assigned");
        }

        if (session.Variables.TrySet(name, value) != Errno.None)
        {
            throw new ExpansionException(name + ": is read only");
        }
    }

    private async KernelTask<string> Transform(ParameterPart part, string value)
    {
        switch (part.Operator)
        {
            case ParameterOperator.Length:
                return (part.Name is "@" or "*" ? session.Parameters.Count : CountCharacters(value)).ToString(CultureInfo.InvariantCulture);
            case ParameterOperator.RemoveShortestSuffix:
                return RemoveSuffix(value, await ExpandPattern(Argument(part)), value.Length, -1);
            case ParameterOperator.RemoveLongestSuffix:
                return RemoveSuffix(value, await ExpandPattern(Argument(part)), 0, 1);
            case ParameterOperator.RemoveShortestPrefix:
                return RemovePrefix(value, await ExpandPattern(Argument(part)), 0, 1);
            case ParameterOperator.RemoveLongestPrefix:
                return RemovePrefix(value, await ExpandPattern(Argument(part)), value.Length, -1);
            default:
                return value;
        }
    }

    private static int CountCharacters(string text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static string RemoveSuffix(string value, Pattern pattern, int first, int step)
    {
        for (int i = first; i >= 0 && i <= value.Length; i += step)
        {
            if (pattern.Matches(value.AsSpan(i)))
            {
                return value[..i];
            }
        }

        return value;
    }

    private static string RemovePrefix(string value, Pattern pattern, int first, int step)
    {
        for (int i = first; i >= 0 && i <= value.Length; i += step)
        {
            if (pattern.Matches(value.AsSpan(0, i)))
            {
                return value[i..];
            }
        }

        return value;
    }
}
