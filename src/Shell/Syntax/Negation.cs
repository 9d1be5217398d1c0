namespace Vela.Shell;

/// <summary>Whether a pipeline begins with <c>!</c>.</summary>
public enum Negation
{
    None,

    Inverted,
}
