namespace Vela.Capabilities;

/// <summary>Why a slot is empty: an index of the <see cref="ObjectTable"/> where the vacant object lives.</summary>
internal enum Departure : uint
{
    NeverUsed,
    Deleted,
    Revoked,

    /// <summary>Moved within the space or transferred to another.</summary>
    Moved,
}
