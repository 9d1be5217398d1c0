namespace Vela.Capabilities;

/// <summary>What every index without an object means, so that a lookup never meets null and never finds what it wants.</summary>
internal sealed class VacantObject() : KernelObject(ObjectType.None)
{
    protected internal override Progress OnLastCapabilityDeleted() => Progress.Done;
}
