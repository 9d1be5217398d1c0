using System;

namespace Vela.Hal;

/// <summary>What kernel work may wait for that only the executive can give: its next turn, and time.</summary>
public static class ExecutiveWaits
{
    /// <summary>Lets others run if this step has used its share. Free when it has not: call it in every loop whose length a user decides.</summary>
    public static TurnAwaitable Breathe(this IExecutive executive) => new(executive, Turn.WhenDue);

    /// <summary>Lets others run, and continues on an empty stack.</summary>
    public static TurnAwaitable Yield(this IExecutive executive) => new(executive, Turn.Always);

    /// <summary>Waits for time to pass, or for the interruption.</summary>
    public static DelayAwaitable Delay(this IExecutive executive, TimeSpan duration, Interruption? interruption = null) =>
        new(executive, duration, interruption);

    /// <summary>Runs work that nobody waits for. What escapes from it leaves through the executive: it is a bug.</summary>
    public static void Detach(KernelTask task)
    {
        KernelTaskAwaiter awaiter = task.GetAwaiter();
        if (awaiter.IsCompleted)
        {
            awaiter.GetResult();
        }
        else
        {
            awaiter.Continue(new DetachedWork(awaiter));
        }
    }

    private sealed class DetachedWork(KernelTaskAwaiter awaiter) : KernelStep
    {
        protected override KernelStep? Advance()
        {
            awaiter.GetResult();
            return null;
        }
    }
}
