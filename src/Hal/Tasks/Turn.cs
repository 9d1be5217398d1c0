namespace Vela.Hal;

/// <summary>When work gives up its turn.</summary>
public enum Turn
{
    /// <summary>Once it has used its share.</summary>
    WhenDue,

    /// <summary>Now.</summary>
    Always,
}
