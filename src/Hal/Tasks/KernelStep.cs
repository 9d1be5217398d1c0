using System;

namespace Vela.Hal;

/// <summary>A piece of kernel work that the executive runs when its turn comes.</summary>
/// <remarks>
/// Owns: the link that puts it into one queue (of the executive, of a timer, of something it waits for), so that waiting allocates nothing.
/// Invariant: a step lies in at most one queue.
/// </remarks>
public abstract class KernelStep
{
    internal KernelStep? Next { get; set; }

    /// <summary>The queue that holds this step; null while it runs or is not waiting.</summary>
    internal IWaitPlace? Place { get; set; }

    /// <summary>Who may cut its wait short.</summary>
    internal Interruption? Watcher { get; set; }

    internal TimeSpan Due { get; set; }

    /// <summary>Runs this step, and then every step whose wait it ended, one after the other and never one inside the other:
    /// a chain of a thousand callers that all return needs no more stack than one.</summary>
    public void Run()
    {
        KernelStep? step = this;
        while (step is not null)
        {
            step = step.Advance();
        }
    }

    /// <summary>Called by a queue as the step leaves it.</summary>
    internal void Leave()
    {
        Next = null;
        Place = null;
        if (Watcher is not null)
        {
            Watcher.Unwatch(this);
            Watcher = null;
        }
    }

    /// <summary>Does the work. Returns the step that waited for it, to be run next, or null.</summary>
    protected abstract KernelStep? Advance();
}
