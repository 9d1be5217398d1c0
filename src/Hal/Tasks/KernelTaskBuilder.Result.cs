using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>What the compiler drives an async method through that returns a <see cref="KernelTask{T}"/>.</summary>
/// <remarks>A method that never waits allocates nothing; one that waits borrows a frame from its method's pool. No ExecutionContext is captured or flown.</remarks>
[SuppressMessage("Design", "CA1000", Justification = "The compiler calls these by name.")]
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls these on the builder.")]
public struct KernelTaskBuilder<T>
{
    private KernelTaskCore<T>? _core;
    private T? _value;

    public readonly KernelTask<T> Task => _core is null ? new KernelTask<T>(_value!) : new KernelTask<T>(_core, _core.Version);

    internal readonly KernelTaskCore<T>? Core => _core;

    public static KernelTaskBuilder<T> Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public void SetResult(T value)
    {
        if (_core is null)
        {
            _value = value;
        }
        else
        {
            _core.Complete(value);
        }
    }

    public void SetException(Exception exception)
    {
        if (exception is InvariantBrokenException)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        _core ??= new FailedTask<T>();
        _core.Fail(exception);
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => KernelTaskMisuse.OnlyKernelWaits(typeof(TAwaiter).Name);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        // The tests on the type are decided by the compiler for each awaiter: nothing is boxed.
        if (awaiter is not IKernelAwaiter)
        {
            KernelTaskMisuse.OnlyKernelWaits(typeof(TAwaiter).Name);
        }

        if (_core is null)
        {
            KernelTaskFrame<TStateMachine, T> frame = KernelTaskFrame<TStateMachine, T>.Take();
            _core = frame; // Before the copy: this builder is part of what is copied.
            frame.Adopt(ref machine);
        }

        ((IKernelAwaiter)awaiter).Continue(_core);
    }
}
