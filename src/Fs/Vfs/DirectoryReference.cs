using Vela.Capabilities;

namespace Vela.Fs;

/// <summary>A directory that paths may start at, with the rights that everything reached from it has at most.</summary>
/// <remarks>It comes from a capability for an open directory (<see cref="OpenFile.AsDirectory"/>), and is held by whoever holds that.</remarks>
/// <param name="location">Where it is.</param>
/// <param name="rights">Those of the capability.</param>
/// <param name="authority">The capability, in the space of whoever walks: what is opened is derived from it. None: the one for the root.</param>
public readonly struct DirectoryReference(Location location, Rights rights, CapabilityHandle authority = default)
{
    public Location Location { get; } = location;

    public Rights Rights { get; } = rights;

    public CapabilityHandle Authority { get; } = authority;

    public bool IsNone => Location.IsNone;
}
