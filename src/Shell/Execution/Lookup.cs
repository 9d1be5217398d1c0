namespace Vela.Shell;

/// <summary>What a command's name may stand for.</summary>
public enum Lookup
{
    Everything,

    /// <summary>As the builtin <c>command</c> looks it up.</summary>
    NoFunctions,
}
