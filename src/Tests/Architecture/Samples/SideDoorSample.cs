using Vela.Capabilities;

namespace Vela.Tests.Architecture.Samples;

/// <summary>Ways around the gate.</summary>
public sealed class SideDoorSample(KernelObject kept)
{
    public KernelObject Kept { get; } = kept;

    public T? Cast<T>()
        where T : KernelObject => Kept as T;

    public bool TryTake(out KernelObject taken)
    {
        taken = Kept;
        return true;
    }
}
