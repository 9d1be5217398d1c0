using Vela.Capabilities;

namespace Vela.Tests.Capabilities;

/// <summary>A kernel object of another class than <see cref="SampleObject"/>.</summary>
public sealed class OtherObject(ObjectType type) : KernelObject(type)
{
    protected override Progress OnLastCapabilityDeleted() => Progress.Done;
}
