using System;

namespace Vela.Hal;

/// <summary>Waits while work is held; the interruption ends the wait too.</summary>
public readonly struct HoldAwaitable(Interruption interruption) : IKernelAwaiter
{
    public bool IsCompleted => !interruption.IsHeld || interruption.IsRequested;

    public HoldAwaitable GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void Continue(KernelStep step) => interruption.AddHeld(step);

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
