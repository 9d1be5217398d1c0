using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Vela.Hal;

/// <summary>What the compiler drives an async method through that returns a <see cref="KernelTask"/>.</summary>
[SuppressMessage("Design", "CA1000", Justification = "The compiler calls these by name.")]
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls these on the builder.")]
public struct KernelTaskBuilder
{
    private KernelTaskBuilder<Nothing> _builder;

    public readonly KernelTask Task => _builder.Core is null ? default : new KernelTask(_builder.Core, _builder.Core.Version);

    public static KernelTaskBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public void SetResult() => _builder.SetResult(default);

    public void SetException(Exception exception) => _builder.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _builder.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => _builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}
