using System.Runtime.CompilerServices;

namespace Vela.Hal;

/// <summary>The frame of one async method that waits: its state machine, on the heap, reused by the next call of the same method.</summary>
internal sealed class KernelTaskFrame<TStateMachine, T> : KernelTaskCore<T>
    where TStateMachine : IAsyncStateMachine
{
    private static readonly FramePool<KernelTaskFrame<TStateMachine, T>> _pool = new();

    private TStateMachine? _machine;

    public static KernelTaskFrame<TStateMachine, T> Take() => _pool.TryTake() ?? new KernelTaskFrame<TStateMachine, T>();

    /// <summary>Copies the method's locals, with the builder that already points here.</summary>
    public void Adopt(ref TStateMachine machine) => _machine = machine;

    protected override KernelStep? Advance()
    {
        _machine!.MoveNext();
        return TakeWaiter();
    }

    protected override void Recycle()
    {
        _machine = default;
        _pool.Give(this);
    }

    protected override string Describe() => typeof(TStateMachine).Name;
}
