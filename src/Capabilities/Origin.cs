namespace Vela.Capabilities;

/// <summary>How a capability came to be where it is.</summary>
public enum Origin : byte
{
    /// <summary>It is the first capability for a new object.</summary>
    Created,
    Derived,
    Duplicated,
    Sealed,
    Split,
    Shared,
    Transferred,
    Moved,

    /// <summary>Its object was reached through the parent's: a file through a directory.</summary>
    Reached,

    /// <summary>It is an <see cref="Capabilities.Attachment"/>.</summary>
    Attached,
}
