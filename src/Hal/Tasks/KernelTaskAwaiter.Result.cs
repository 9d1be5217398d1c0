using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Waits for a <see cref="KernelTask{T}"/>.</summary>
public readonly struct KernelTaskAwaiter<T> : IKernelAwaiter
{
    private readonly KernelTaskCore<T>? _core;
    private readonly T? _value;
    private readonly uint _version;

    internal KernelTaskAwaiter(KernelTaskCore<T>? core, uint version, T? value)
    {
        _core = core;
        _version = version;
        _value = value;
    }

    public bool IsCompleted => _core is null || _core.IsCompleted(_version);

    /// <summary>Ends the wait; throws what escaped from the task.</summary>
    public T GetResult() => _core is null ? _value! : _core.Consume(_version);

    public void Continue(KernelStep step)
    {
        Panic.When(_core is null, "a completed task needs no continuation");
        _core.Continue(_version, step);
    }

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
