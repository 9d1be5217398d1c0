using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Steps in the order they fall due; those due at the same moment in the order they came. Linked through the steps: nothing is allocated.</summary>
/// <remarks>Adding is linear in what is due earlier: a kernel has a handful of timers, not thousands.</remarks>
public sealed class KernelTimerQueue : IWaitPlace
{
    private KernelStep? _first;

    /// <summary>When the earliest step falls due, as time since boot; null if there is none.</summary>
    public TimeSpan? NextDue => _first?.Due;

    public void Add(TimeSpan due, KernelStep step)
    {
        Panic.When(step.Place is not null, "a step waits in two places");
        step.Place = this;
        step.Due = due;
        KernelStep? before = null;
        KernelStep? after = _first;
        while (after is not null && after.Due <= due)
        {
            before = after;
            after = after.Next;
        }

        step.Next = after;
        if (before is null)
        {
            _first = step;
        }
        else
        {
            before.Next = step;
        }
    }

    /// <summary>Takes the earliest step that is due at <paramref name="now"/>.</summary>
    public bool TryTakeDue(TimeSpan now, [NotNullWhen(true)] out KernelStep? step)
    {
        step = _first;
        if (step is null || step.Due > now)
        {
            step = null;
            return false;
        }

        _first = step.Next;
        step.Leave();
        return true;
    }

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
            Panic.When(candidate is null, "a step claims a timer queue that does not hold it");
            before = candidate;
            candidate = candidate.Next;
        }

        if (before is null)
        {
            _first = step.Next;
        }
        else
        {
            before.Next = step.Next;
        }

        step.Leave();
        return true;
    }
}
