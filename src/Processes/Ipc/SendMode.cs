namespace Vela.Processes;

/// <summary>What a sender waits for.</summary>
public enum SendMode : byte
{
    /// <summary>That somebody has received it.</summary>
    Message,

    /// <summary>The answer.</summary>
    Request,
}
