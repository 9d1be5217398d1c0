using Vela.Capabilities;

namespace Vela.Fs;

/// <summary>A directory that paths may start at, with the rights that everything reached from it has at most.</summary>
/// <remarks>It comes from a capability for an open directory (<see cref="OpenFile.AsDirectory"/>), and is held by whoever holds that.</remarks>
public readonly struct DirectoryReference(Location location, Rights rights)
{
    public Location Location { get; } = location;

    public Rights Rights { get; } = rights;

    public bool IsNone => Location.IsNone;
}
