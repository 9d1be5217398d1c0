using System;

namespace Vela.Hal;

/// <summary>Waits for the executive's next pass.</summary>
public readonly struct TurnAwaitable(IExecutive executive, Turn turn) : IKernelAwaiter
{
    public bool IsCompleted => turn == Turn.WhenDue && !executive.IsTurnOver;

    public TurnAwaitable GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void Continue(KernelStep step) => executive.Post(step);

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
