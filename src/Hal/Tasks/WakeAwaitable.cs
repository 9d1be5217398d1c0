using System;

namespace Vela.Hal;

/// <summary>Waits in a <see cref="KernelWaitQueue"/>.</summary>
public readonly struct WakeAwaitable(KernelWaitQueue queue, Interruption? interruption) : IKernelAwaiter
{
    public bool IsCompleted => interruption is { IsRequested: true };

    public WakeAwaitable GetAwaiter() => this;

    public WaitOutcome GetResult() => Interruption.OutcomeOf(interruption);

    public void Continue(KernelStep step)
    {
        queue.Add(step);
        interruption?.Watch(step);
    }

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
