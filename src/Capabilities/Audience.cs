namespace Vela.Capabilities;

/// <summary>With whom a capability is shared: which of the spaces that a space can see holds it (C-83).</summary>
/// <remarks>The order is the search order, most private first (C-82). <see cref="Children"/> is shared into, never searched: the sharer's children see it as <see cref="Siblings"/>.</remarks>
public enum Audience
{
    /// <summary>Nobody else: the space itself.</summary>
    Private,

    /// <summary>The thread group.</summary>
    Group,

    /// <summary>All children of my parent, me among them.</summary>
    Siblings,

    /// <summary>Everyone in my container.</summary>
    Container,

    /// <summary>All my children.</summary>
    Children,
}
