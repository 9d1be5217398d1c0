namespace Vela.Hal;

/// <summary>Why a wait ended.</summary>
public enum WaitOutcome
{
    /// <summary>What was waited for may have come: look again.</summary>
    Woken,

    /// <summary>The work was told to end.</summary>
    Interrupted,
}
