namespace Vela.Tests.Architecture.Samples;

/// <summary>Overrides what does not allocate with what does.</summary>
public sealed class AllocatingHeir : CleanBase
{
    public override int Do() => new object().GetHashCode();
}
