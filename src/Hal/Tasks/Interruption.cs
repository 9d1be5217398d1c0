using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>The way to tell work that it should end: Ctrl-C for a job of many tasks, a timeout, a closing console.</summary>
/// <remarks>
/// Owns: the list of waits to cut short. Does not own: the work, which sees <see cref="WaitOutcome.Interrupted"/> at its next wait and ends itself.
/// States: quiet → requested (for good).
/// </remarks>
public sealed class Interruption(IExecutive executive)
{
    private readonly List<KernelStep> _waiting = [];

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
