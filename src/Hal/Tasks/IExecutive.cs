using System;

namespace Vela.Hal;

/// <summary>The kernel's loop, as kernel work sees it: the only thing that ever resumes a <see cref="KernelTask"/>.</summary>
/// <remarks>
/// The Kernel room implements it over a <see cref="KernelStepQueue"/> and a <see cref="KernelTimerQueue"/>: one pass of the loop moves what
/// is due from the timers to the queue, and runs each step that was in the queue when the pass began. Everything here happens on the executive's
/// own thread; another thread (a runtime timer, the finalizer) must not post.
/// </remarks>
public interface IExecutive
{
    /// <summary>Time since boot. Never goes back.</summary>
    TimeSpan Now { get; }

    /// <summary>Whether the running step has used its share, and should post itself and return (<see cref="ExecutiveWaits.Breathe"/>).</summary>
    bool IsTurnOver { get; }

    /// <summary>Runs the step in a later pass, after those posted before it.</summary>
    void Post(KernelStep step);

    /// <summary>Puts the step into the executive's <see cref="KernelTimerQueue"/>: it runs once <see cref="Now"/> has reached <paramref name="due"/>.</summary>
    void PostAt(TimeSpan due, KernelStep step);
}
