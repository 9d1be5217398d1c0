using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Letting a whole group use a capability (C-82, C-83, C-84).</summary>
/// <remarks>
/// What is shared lies in a space of its own that its members see besides theirs. A group's space belongs to the group, not to its leader: when the
/// leader's own space closes, what it shared stays (C-84). The shared capability is a child of the sharer's, so revoking that withdraws it.
/// </remarks>
public sealed partial class CapabilitySpace
{
    private CapabilitySpace? _group;
    private CapabilitySpace? _siblings;
    private CapabilitySpace? _container;
    private CapabilitySpace? _children;

    /// <summary>Sets the space through which this one shares with an audience, and (but for Children) sees what the others share. Kernel rooms only.</summary>
    /// <remarks>A parent's Children is its children's Siblings.</remarks>
    public void Join(Audience audience, CapabilitySpace? shared)
    {
        Panic.When(ReferenceEquals(shared, this), "a space does not share with itself");
        switch (audience)
        {
            case Audience.Group:
                _group = shared;
                break;
            case Audience.Siblings:
                _siblings = shared;
                break;
            case Audience.Container:
                _container = shared;
                break;
            case Audience.Children:
                _children = shared;
                break;
            default:
                Panic.Invariant("a space is always in its own private audience");
                break;
        }
    }

    /// <summary>Lets an audience use the capability with these rights or fewer. Only what the space itself holds; needs Duplicate and Transfer (C-83).</summary>
    /// <returns>The handle by which every member of the audience knows it. NoEntry if the space has no such audience; otherwise as <see cref="Derive"/>.</returns>
    public Result<CapabilityHandle> Share(
        CapabilityHandle handle, Audience audience, Rights rights, [CallerMemberName] string operation = "")
    {
        if (!ResolveOwn(handle, Rights.Duplicate | Rights.Transfer, operation).Ok(out uint record, out Errno error))
        {
            return error;
        }

        CapabilitySpace? shared = audience == Audience.Children ? _children : audience == Audience.Private ? null : Seen(audience);
        if (shared is null)
        {
            return Errno.NoEntry;
        }

        if (!DeriveChild(shared, record, rights, 0, Origin.Shared, operation).Ok(out CapabilityHandle placed, out error))
        {
            return error;
        }

        return placed.As(audience == Audience.Children ? Audience.Siblings : audience);
    }

    /// <summary>The space that holds what an audience shares with this one; null if there is none, and for what is never looked through.</summary>
    [NoAllocation]
    private CapabilitySpace? Seen(Audience audience) => audience switch
    {
        Audience.Private => this,
        Audience.Group => _group,
        Audience.Siblings => _siblings,
        Audience.Container => _container,
        _ => null,
    };
}
