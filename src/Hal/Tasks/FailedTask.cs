namespace Vela.Hal;

/// <summary>A task that failed before it first waited. Not pooled: failure is rare.</summary>
internal sealed class FailedTask<T> : KernelTaskCore<T>
{
    protected override KernelStep? Advance() => null;

    protected override void Recycle()
    {
    }

    protected override string Describe() => "it failed before it first waited";
}
