namespace Vela.Hal;

/// <summary>Tasks that wait for something to change: bytes in a pipe, a key, a job's end.</summary>
/// <remarks>Being woken promises nothing: look again, and wait again, in a loop. Those woken run in a later pass of the executive, in the order they came.</remarks>
public sealed class KernelWaitQueue(IExecutive executive)
{
    private readonly KernelStepQueue _waiters = new();

    public bool IsEmpty => _waiters.IsEmpty;

    /// <summary>Waits to be woken, or for the interruption.</summary>
    public WakeAwaitable Wait(Interruption? interruption = null) => new(this, interruption);

    public void WakeOne()
    {
        if (_waiters.TryDequeue(out KernelStep? step))
        {
            executive.Post(step);
        }
    }

    public void WakeAll()
    {
        while (_waiters.TryDequeue(out KernelStep? step))
        {
            executive.Post(step);
        }
    }

    internal void Add(KernelStep step) => _waiters.Enqueue(step);
}
