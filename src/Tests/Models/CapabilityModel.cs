using System.Collections.Generic;
using System.Linq;
using Vela.Capabilities;

namespace Vela.Tests.Models;

/// <summary>What capabilities mean, said with sets: each knows all its ancestors, dead ones too, and a revocation is a set difference.</summary>
/// <remarks>No links, no slots, no generations: nothing of how the room does it.</remarks>
public sealed class CapabilityModel
{
    private readonly Dictionary<int, ModelCapability> _alive = [];
    private int _lastId;

    public IReadOnlyCollection<ModelCapability> Alive => _alive.Values;

    public ModelCapability Create(int space, int subject, Rights rights) => Add(new ModelCapability
    {
        Ancestors = [],
        Space = space,
        Subject = subject,
        Rights = rights,
    });

    public ModelCapability Derive(ModelCapability parent, int space, Rights rights) => Add(new ModelCapability
    {
        Ancestors = [.. parent.Ancestors, parent.Id],
        Space = space,
        Subject = parent.Subject,
        Rights = rights,
    });

    public ModelCapability Duplicate(ModelCapability original, Rights rights) => Add(new ModelCapability
    {
        Ancestors = [.. original.Ancestors],
        Space = original.Space,
        Subject = original.Subject,
        Rights = rights,
    });

    public void Remove(ModelCapability gone) => _alive.Remove(gone.Id);

    public List<ModelCapability> Descendants(ModelCapability of) => [.. _alive.Values.Where(other => other.Ancestors.Contains(of.Id))];

    private ModelCapability Add(ModelCapability added)
    {
        added.Id = ++_lastId;
        _alive.Add(added.Id, added);
        return added;
    }
}
