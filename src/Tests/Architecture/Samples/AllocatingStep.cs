namespace Vela.Tests.Architecture.Samples;

/// <summary>What is behind the seams of <see cref="AllocationSample"/>: it allocates.</summary>
public readonly struct AllocatingStep : ISampleStep
{
    public int Do() => new int[3].Length;
}
