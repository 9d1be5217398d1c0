namespace Vela.Shell;

/// <summary>When a parameter counts as missing.</summary>
public enum ParameterTest
{
    Unset,

    /// <summary>With the colon: <c>${x:-word}</c>.</summary>
    UnsetOrEmpty,
}
