using System.Diagnostics.CodeAnalysis;

namespace Vela.Shell;

/// <summary>What the kernel was told on its command line.</summary>
public interface IBootOptions
{
    /// <summary>The line as it was given.</summary>
    string CommandLine { get; }

    /// <summary>The value of <c>name=value</c>, or an empty string for a bare <c>name</c>.</summary>
    bool TryGet(string name, [NotNullWhen(true)] out string? value);
}
