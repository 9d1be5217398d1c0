using System.Diagnostics.CodeAnalysis;

namespace Vela.Shell;

/// <summary>What a text turned out to be: a script, or an error with its place.</summary>
public sealed class ParsedScript
{
    internal ParsedScript(CommandList script)
    {
        Script = script;
    }

    internal ParsedScript(SyntaxError error)
    {
        Error = error;
    }

    public CommandList? Script { get; }

    public SyntaxError? Error { get; }

    public bool Succeeded([NotNullWhen(true)] out CommandList? script, [NotNullWhen(false)] out SyntaxError? error)
    {
        script = Script;
        error = Error;
        return script is not null;
    }
}
