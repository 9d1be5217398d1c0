using System.Collections.Generic;
using Vela.Capabilities;

namespace Vela.Tests.Capabilities;

/// <summary>A kernel object that remembers what its hooks were told, and takes as many steps over them as the test says.</summary>
public sealed class SampleObject(ObjectType type) : KernelObject(type)
{
    public int Destructions { get; private set; }

    /// <summary>How many times each hook answers Again before it is done.</summary>
    public int StepsPerHook { get; set; }

    public List<(ObjectType Type, ulong Badge, KernelObject Holder)> Revoked { get; } = [];

    /// <summary>What a hook does besides: detach, delete.</summary>
    public System.Action<RevokedCapability>? WhenRevoked { get; set; }

    public System.Action? WhenDestroyed { get; set; }

    private int _steps;

    protected override Progress OnLastCapabilityDeleted()
    {
        if (_steps++ < StepsPerHook)
        {
            return Progress.Again;
        }

        _steps = 0;
        Destructions++;
        WhenDestroyed?.Invoke();
        return Progress.Done;
    }

    protected override Progress OnRevoked(in RevokedCapability revoked)
    {
        if (_steps++ < StepsPerHook)
        {
            return Progress.Again;
        }

        _steps = 0;
        Revoked.Add((revoked.Type, revoked.Badge, revoked.Holder));
        WhenRevoked?.Invoke(revoked);
        return Progress.Done;
    }
}
