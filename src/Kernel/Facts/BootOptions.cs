using System.Diagnostics.CodeAnalysis;
using System.Text;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The kernel's command line, word by word; the last of two with the same name counts.</summary>
internal sealed class BootOptions : IBootOptions
{
    public string CommandLine { get; } = Encoding.UTF8.GetString(BootInfo.CommandLine);

    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        foreach (string word in CommandLine.Split(' '))
        {
            if (word == name)
            {
                value = "";
            }
            else if (word.Length > name.Length && word[name.Length] == '=' && word.StartsWith(name, System.StringComparison.Ordinal))
            {
                value = word[(name.Length + 1)..];
            }
        }

        return value is not null;
    }
}
