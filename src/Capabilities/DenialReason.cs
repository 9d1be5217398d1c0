namespace Vela.Capabilities;

/// <summary>Precisely why the gate said no.</summary>
public enum DenialReason
{
    /// <summary>The handle names nothing, and nothing can be said about what it may have named.</summary>
    NoSuchCapability,

    /// <summary>What the handle named was deleted.</summary>
    Deleted,

    /// <summary>What the handle named was revoked, or is about to be by a revocation that has begun.</summary>
    Revoked,

    /// <summary>What the handle named is elsewhere now.</summary>
    Moved,

    /// <summary>The capability is for an object of another type.</summary>
    WrongType,

    /// <summary>The capability lacks a right.</summary>
    MissingRight,

    /// <summary>The capability is shared with the caller, who may use it but not dispose of it.</summary>
    NotHeld,

    /// <summary>The name is ambient (an absolute path, a global id), and the caller may use only what it was handed.</summary>
    AmbientName,

    /// <summary>The caller named something by a number, and none of its capabilities is for that.</summary>
    NotCovered,
}
