using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>A result that somebody else supplies later: a disk transfer, a program's end. Supplied once, awaited by one task.</summary>
/// <remarks>States: open → supplied. The waiter runs in a later pass of the executive.</remarks>
public sealed class KernelCompletion<T>(IExecutive executive) : IKernelAwaiter
{
    private KernelStep? _waiter;
    private T? _value;

    public bool IsCompleted { get; private set; }

    public void Supply(T value)
    {
        Panic.When(IsCompleted, "a completion is supplied twice");
        _value = value;
        IsCompleted = true;
        if (_waiter is not null)
        {
            executive.Post(_waiter);
            _waiter = null;
        }
    }

    public KernelCompletion<T> GetAwaiter() => this;

    public T GetResult()
    {
        Panic.When(!IsCompleted, "the result of a completion was taken before it had one");
        return _value!;
    }

    public void Continue(KernelStep step)
    {
        Panic.When(_waiter is not null, "a completion is awaited twice");
        _waiter = step;
    }

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
