using System;

namespace Vela.Hal;

/// <summary>Waits for time to pass.</summary>
public readonly struct DelayAwaitable(IExecutive executive, TimeSpan duration, Interruption? interruption) : IKernelAwaiter
{
    public bool IsCompleted => duration <= TimeSpan.Zero || interruption is { IsRequested: true };

    public DelayAwaitable GetAwaiter() => this;

    /// <summary>Whether the whole time has passed; false if the interruption came first.</summary>
    public WaitOutcome GetResult() => Interruption.OutcomeOf(interruption);

    public void Continue(KernelStep step)
    {
        executive.PostAt(executive.Now + duration, step);
        interruption?.Watch(step);
    }

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
