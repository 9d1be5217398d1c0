using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Steps in the order they came. Linked through the steps themselves: nothing is allocated.</summary>
public sealed class KernelStepQueue : IWaitPlace
{
    private KernelStep? _first;
    private KernelStep? _last;

    public bool IsEmpty => _first is null;

    /// <summary>Appends a step, which must not be in any queue.</summary>
    public void Enqueue(KernelStep step)
    {
        Panic.When(step.Place is not null, "a step waits in two places");
        step.Place = this;
        step.Next = null;
        if (_last is null)
        {
            _first = step;
        }
        else
        {
            _last.Next = step;
        }

        _last = step;
    }

    public bool TryDequeue([NotNullWhen(true)] out KernelStep? step)
    {
        step = _first;
        if (step is null)
        {
            return false;
        }

        Unlink(null, step);
        return true;
    }

    /// <summary>Takes a step out of the middle, in time proportional to its place.</summary>
    public bool Withdraw(KernelStep step)
    {
        if (step.Place != this)
        {
            return false;
        }

        KernelStep? before = null;
        KernelStep? candidate = _first;
        while (candidate != step)
        {
            Panic.When(candidate is null, "a step claims a queue that does not hold it");
            before = candidate;
            candidate = candidate.Next;
        }

        Unlink(before, step);
        return true;
    }

    private void Unlink(KernelStep? before, KernelStep step)
    {
        if (before is null)
        {
            _first = step.Next;
        }
        else
        {
            before.Next = step.Next;
        }

        if (_last == step)
        {
            _last = before;
        }

        step.Leave();
    }
}
