using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Waits for a <see cref="KernelTask"/>.</summary>
public readonly struct KernelTaskAwaiter : IKernelAwaiter
{
    private readonly KernelTaskCore<Nothing>? _core;
    private readonly uint _version;

    internal KernelTaskAwaiter(KernelTaskCore<Nothing>? core, uint version)
    {
        _core = core;
        _version = version;
    }

    public bool IsCompleted => _core is null || _core.IsCompleted(_version);

    /// <summary>Ends the wait; throws what escaped from the task.</summary>
    public void GetResult()
    {
        if (_core is not null)
        {
            _ = _core.Consume(_version);
        }
    }

    public void Continue(KernelStep step)
    {
        Panic.When(_core is null, "a completed task needs no continuation");
        _core.Continue(_version, step);
    }

    public void OnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();

    public void UnsafeOnCompleted(Action continuation) => KernelTaskMisuse.OnlyInKernelTasks();
}
