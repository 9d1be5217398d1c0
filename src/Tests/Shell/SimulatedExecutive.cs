using System;
using Vela.Hal;

namespace Vela.Tests.Shell;

/// <summary>The executive of a machine that runs as fast as it is asked to: its clock moves only when nothing else can.</summary>
public sealed class SimulatedExecutive : IExecutive
{
    private readonly KernelStepQueue _ready = new();
    private readonly KernelTimerQueue _timers = new();
    private int _breaths;

    public TimeSpan Now { get; private set; }

    /// <summary>How many calls of Breathe a step may make before its turn is over.</summary>
    public int BreathsInATurn { get; init; } = 100;

    public bool IsTurnOver => ++_breaths % BreathsInATurn == 0;

    public long StepsRun { get; private set; }

    public void Post(KernelStep step) => _ready.Enqueue(step);

    public void PostAt(TimeSpan due, KernelStep step) => _timers.Add(due, step);

    /// <summary>Runs steps until none is ready and none is due.</summary>
    public void RunUntilIdle()
    {
        while (RunOne())
        {
        }
    }

    /// <summary>Runs at most so many steps; fewer if none is ready before.</summary>
    public void RunSteps(int count)
    {
        for (int i = 0; i < count && RunOne(); i++)
        {
        }
    }

    /// <summary>Runs the work to its end, moving the clock as needed.</summary>
    public T Run<T>(KernelTask<T> task)
    {
        KernelTaskAwaiter<T> awaiter = task.GetAwaiter();
        while (!awaiter.IsCompleted)
        {
            if (!RunOne() && !Advance())
            {
                throw new InvalidOperationException("The work waits for something that will never come.");
            }
        }

        return awaiter.GetResult();
    }

    public void Run(KernelTask task) => _ = Run(AsResult(task));

    /// <summary>Moves the clock to the next timer, as an idle machine does.</summary>
    public bool Advance()
    {
        if (_timers.NextDue is not { } due)
        {
            return false;
        }

        Now = due > Now ? due : Now;
        return true;
    }

    /// <summary>Moves the clock on, running what falls due.</summary>
    public void Pass(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        RunUntilIdle();
        while (_timers.NextDue is { } due && due <= end)
        {
            Now = due;
            RunUntilIdle();
        }

        Now = end;
    }

    private static async KernelTask<int> AsResult(KernelTask task)
    {
        await task;
        return 0;
    }

    private bool RunOne()
    {
        while (_timers.TryTakeDue(Now, out KernelStep? due))
        {
            _ready.Enqueue(due);
        }

        if (!_ready.TryDequeue(out KernelStep? step))
        {
            return false;
        }

        StepsRun++;
        step.Run();
        return true;
    }
}
