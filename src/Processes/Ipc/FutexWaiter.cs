using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A thread's place in the queue of a futex. A thread has one, and waits on one futex at most.</summary>
/// <remarks>States: idle → waiting (<see cref="Futexes.Wait"/>) → woken → idle (<see cref="TakeWake"/>), or back to idle by <see cref="Futexes.Cancel"/>.</remarks>
public abstract class FutexWaiter
{
    public FutexWaiterState State { get; internal set; }

    internal FutexKey Key { get; set; }

    internal uint Bits { get; set; }

    internal FutexWaiter? Next { get; set; }

    internal FutexWaiter? Previous { get; set; }

    /// <summary>Whether it was woken; it is idle then, and the call is over.</summary>
    [NoAllocation]
    public bool TakeWake()
    {
        bool isWoken = State == FutexWaiterState.Woken;
        State = isWoken ? FutexWaiterState.Idle : State;
        return isWoken;
    }

    /// <summary>It was woken. Must only make the thread ready to run.</summary>
    protected internal abstract void Wake();
}
