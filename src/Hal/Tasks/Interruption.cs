using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>The way to tell work that it should end, or hold still: Ctrl-C and Ctrl-Z for a job of many tasks, a timeout, a closing console.</summary>
/// <remarks>
/// Owns: the list of waits to cut short. Does not own: the work, which sees <see cref="WaitOutcome.Interrupted"/> at its next wait and ends itself,
/// and which holds still where it calls <see cref="PassHold"/>.
/// States: quiet → requested → quiet again by <see cref="Forget"/>; held and not held, beside that.
/// </remarks>
public sealed class Interruption(IExecutive executive)
{
    private readonly List<KernelStep> _waiting = [];
    private readonly KernelStepQueue _held = new();

    public bool IsRequested { get; private set; }

    /// <summary>The number of the signal that asked (signal(7)); 0 while none has.</summary>
    public int Signal { get; private set; }

    /// <summary>Asks the work to end. The first request decides the signal; later ones change nothing.</summary>
    public void Request(int signal)
    {
        if (IsRequested)
        {
            return;
        }

        IsRequested = true;
        Signal = signal;
        while (_waiting.Count > 0)
        {
            KernelStep step = _waiting[^1];
            Panic.When(step.Place is null || !step.Place.Withdraw(step), "a watched step waits nowhere");
            executive.Post(step);
        }
    }

    public bool IsHeld { get; private set; }

    /// <summary>The request has been dealt with: the same work goes on.</summary>
    public void Forget()
    {
        IsRequested = false;
        Signal = 0;
    }

    /// <summary>Makes the work hold still at the next place where it may.</summary>
    public void Hold() => IsHeld = true;

    /// <summary>Ends <see cref="Hold"/>.</summary>
    public void Release()
    {
        IsHeld = false;
        while (_held.TryDequeue(out KernelStep? step))
        {
            executive.Post(step);
        }
    }

    /// <summary>Waits while the work is held. Free when it is not.</summary>
    public HoldAwaitable PassHold() => new(this);

    internal void AddHeld(KernelStep step)
    {
        _held.Enqueue(step);
        Watch(step);
    }

    internal static WaitOutcome OutcomeOf(Interruption? interruption) =>
        interruption is { IsRequested: true } ? WaitOutcome.Interrupted : WaitOutcome.Woken;

    /// <summary>The step, just put into a queue, leaves it when the interruption comes.</summary>
    internal void Watch(KernelStep step)
    {
        step.Watcher = this;
        _waiting.Add(step);
    }

    internal void Unwatch(KernelStep step) => Panic.When(!_waiting.Remove(step), "a step is not watched by its watcher");
}
