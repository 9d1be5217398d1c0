using System.Text;

namespace Vela.Shell;

/// <summary>The letters and names of <see cref="ShellOptions"/>.</summary>
public static class OptionLetters
{
    private static readonly (char Letter, string Name, ShellOptions Option)[] _options =
    [
        ('a', "allexport", ShellOptions.ExportAll),
        ('C', "noclobber", ShellOptions.NoClobber),
        ('e', "errexit", ShellOptions.ExitOnError),
        ('f', "noglob", ShellOptions.NoGlobbing),
        ('n', "noexec", ShellOptions.NoExecution),
        ('u', "nounset", ShellOptions.NoUnset),
        ('v', "verbose", ShellOptions.Verbose),
        ('x', "xtrace", ShellOptions.Trace),
        ('\0', "pipefail", ShellOptions.PipeFail),
    ];

    public static string Of(ShellOptions options)
    {
        StringBuilder letters = new();
        foreach ((char letter, _, ShellOptions option) in _options)
        {
            if ((options & option) != 0 && letter != '\0')
            {
                _ = letters.Append(letter);
            }
        }

        return letters.ToString();
    }

    /// <summary>None if there is no such letter.</summary>
    public static ShellOptions ByLetter(char wanted)
    {
        foreach ((char letter, _, ShellOptions option) in _options)
        {
            if (letter == wanted && letter != '\0')
            {
                return option;
            }
        }

        return ShellOptions.None;
    }

    /// <summary>None if there is no such name.</summary>
    public static ShellOptions ByName(string wanted)
    {
        foreach ((_, string name, ShellOptions option) in _options)
        {
            if (name == wanted)
            {
                return option;
            }
        }

        return ShellOptions.None;
    }

    /// <summary>Every name and whether it is on, a line each, as <c>set -o</c> shows them.</summary>
    public static string Table(ShellOptions options)
    {
        StringBuilder text = new();
        foreach ((_, string name, ShellOptions option) in _options)
        {
            _ = text.Append(name.PadRight(16)).Append((options & option) != 0 ? "on\n" : "off\n");
        }

        return text.ToString();
    }
}
