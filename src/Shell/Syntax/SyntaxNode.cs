namespace Vela.Shell;

/// <summary>A part of a parsed script. Immutable; shared freely between the shell, its subshells and its jobs.</summary>
public abstract class SyntaxNode(int position)
{
    /// <summary>Where it begins, as an index into the source text.</summary>
    public int Position { get; } = position;
}
