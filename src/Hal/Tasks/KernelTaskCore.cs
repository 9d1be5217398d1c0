using System;
using System.Runtime.ExceptionServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>What outlives the first wait of a task: its result, and the one step that waits for it.</summary>
/// <remarks>
/// Owns: the result until it is consumed. Pooled: <see cref="Consume"/> gives it back, and a new version makes every older handle a bug that is seen.
/// States: Running → Completed | Failed → (consumed) Running, under the next version.
/// </remarks>
internal abstract class KernelTaskCore<T> : KernelStep
{
    private enum State : byte
    {
        Running,
        Completed,
        Failed,
    }

    private KernelStep? _waiter;
    private ExceptionDispatchInfo? _failure;
    private T? _value;
    private uint _version;
    private State _state;

    /// <summary>Runs on the finalizer thread: a result that nobody took is a failure that nobody saw.</summary>
    ~KernelTaskCore()
    {
        Panic.When(_state != State.Running, "a KernelTask ended and nobody awaited it: " + Describe());
    }

    public uint Version => _version;

    public bool IsCompleted(uint version)
    {
        Check(version);
        return _state != State.Running;
    }

    public void Continue(uint version, KernelStep step)
    {
        Check(version);
        Panic.When(_waiter is not null, "a KernelTask is awaited twice");
        Panic.When(_state != State.Running, "a completed task needs no continuation");
        _waiter = step;
    }

    public void Complete(T value)
    {
        _value = value;
        _state = State.Completed;
    }

    public void Fail(Exception failure)
    {
        _failure = ExceptionDispatchInfo.Capture(failure);
        _state = State.Failed;
    }

    public T Consume(uint version)
    {
        Check(version);
        Panic.When(_state == State.Running, "the result of a KernelTask was taken before it had one");
        T? value = _value;
        ExceptionDispatchInfo? failure = _failure;
        _value = default;
        _failure = null;
        _waiter = null;
        _state = State.Running;
        _version = unchecked(_version + 1); // Old handles fail for four billion uses of one box.
        Recycle();
        failure?.Throw();
        return value!;
    }

    /// <summary>The step that waits for the result, once there is one.</summary>
    protected KernelStep? TakeWaiter()
    {
        if (_state == State.Running)
        {
            return null;
        }

        KernelStep? waiter = _waiter;
        _waiter = null;
        return waiter;
    }

    protected abstract void Recycle();

    protected abstract string Describe();

    private void Check(uint version) => Panic.When(version != _version, "a KernelTask is awaited twice");
}
