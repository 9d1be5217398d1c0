namespace Vela.Capabilities;

/// <summary>A description of a capability to look for, and how far the search has come. The most private match comes first (C-82); asking again gives the next.</summary>
public struct CapabilitySearch(ObjectType type, Rights rights, KernelObject? subject = null)
{
    public ObjectType Type { get; } = type;

    /// <summary>The rights it must carry.</summary>
    public Rights Rights { get; } = rights;

    /// <summary>The object it must be for; null for any of the type.</summary>
    public KernelObject? Object { get; } = subject;

    internal Audience Audience { get; set; }

    internal uint Index { get; set; }
}
