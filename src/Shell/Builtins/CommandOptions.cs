using System;
using System.Collections.Generic;
using System.Globalization;

namespace Vela.Shell;

/// <summary>The options of a command, read by the utility syntax guidelines (XBD 12.2), and what is left: its operands.</summary>
public sealed class CommandOptions
{
    private readonly Dictionary<char, string> _given = [];

    private CommandOptions()
    {
    }

    public List<string> Operands { get; } = [];

    /// <summary>Reads the arguments. <paramref name="known"/> lists the letters, with a colon after one that takes an argument.
    /// A '#' before a letter lets its argument stand alone: with <c>#n:</c>, <c>-5</c> is <c>-n 5</c>, as in head and tail of old.</summary>
    /// <returns>Null after having complained: the command ends with status 2.</returns>
    public static CommandOptions? Read(CommandContext context, string known)
    {
        CommandOptions options = new();
        bool onlyOperands = false;
        for (int i = 1; i <= context.Count; i++)
        {
            string argument = context[i];
            if (onlyOperands || argument.Length < 2 || argument[0] != '-')
            {
                options.Operands.Add(argument);
                continue;
            }

            if (argument == "--")
            {
                onlyOperands = true;
                continue;
            }

            if (argument[1] == '-')
            {
                _ = context.Misuse("unknown option '" + argument + "'");
                return null;
            }

            if (known[0] == '#' && char.IsAsciiDigit(argument[1]))
            {
                options._given[known[1]] = argument[1..];
                continue;
            }

            for (int j = 1; j < argument.Length; j++)
            {
                int at = known.IndexOf(argument[j], StringComparison.Ordinal);
                if (at < 0 || argument[j] is ':' or '#')
                {
                    _ = context.Misuse("unknown option '-" + argument[j] + "'");
                    return null;
                }

                if (at + 1 >= known.Length || known[at + 1] != ':')
                {
                    options._given[argument[j]] = "";
                    continue;
                }

                string value = argument[(j + 1)..];
                if (value.Length == 0 && i == context.Count)
                {
                    _ = context.Misuse("option '-" + argument[j] + "' needs an argument");
                    return null;
                }

                options._given[argument[j]] = value.Length > 0 ? value : context[++i];
                break;
            }
        }

        return options;
    }

    public bool Has(char letter) => _given.ContainsKey(letter);

    /// <summary>The argument of an option; null if it was not given.</summary>
    public string? Value(char letter) => _given.GetValueOrDefault(letter);

    /// <summary>The number an option was given, or another if it was not given. False if it is no number.</summary>
    public bool TryNumber(char letter, long otherwise, out long number)
    {
        number = otherwise;
        return !_given.TryGetValue(letter, out string? text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
