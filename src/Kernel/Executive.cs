using System;
using Vela.Boot;
using Vela.Hal;

namespace Vela.Kernel;

/// <summary>The kernel's loop: serves interrupts, runs kernel work step by step, lets the runtime's threads run, and sleeps when nothing is left.</summary>
/// <remarks>
/// Owns: the steps that are ready and those that wait for time. Does not own: what a step does.
/// One pass runs every step that was ready when it began, each on an empty stack and under the watchdog; what they post waits for
/// the next pass, so that a step that posts itself for ever starves nobody. Invariant: it sleeps only after everything that could make work has been
/// looked at since that last ran: a program that ends may leave its descriptors to be closed piece by piece, and another may wait for one of them.
/// </remarks>
internal sealed class Executive : IExecutive
{
    private const ulong WatchdogMilliseconds = 100;
    private const ulong LongStepNanoseconds = 10_000_000;
    private const ulong TurnNanoseconds = 2_000_000;

    private readonly KernelTimerQueue _timers = new();
    private readonly DeviceLines _lines;
    private KernelStepQueue _ready = new();
    private KernelStepQueue _pass = new();
    private ulong _stepStart;

    public Executive(DeviceLines lines) => _lines = lines;

    public TimeSpan Now => Time(Clock.Now);

    public bool IsTurnOver => Clock.Now - _stepStart > TurnNanoseconds;

    /// <summary>Steps that took longer than a step may.</summary>
    public ulong LongSteps { get; private set; }

    public ulong Steps { get; private set; }

    /// <summary>Time spent with nothing to do but for the runtime's other threads.</summary>
    public ulong IdleNanoseconds { get; private set; }

    /// <summary>What is done a bounded piece at a time, once a pass. While there is more of it the executive does not sleep.</summary>
    public IBackgroundWork? Background { get; set; }

    /// <summary>Told after each pass, and when there is nothing to do. From when boot is over: what that waits for is no idle time.</summary>
    public RuntimeCollector? Collector { get; set; }

    /// <summary>Called once a pass, after the consoles have sent something: there may be room for more.</summary>
    public Action? Sent { get; set; }

    /// <summary>Gives the processor to programs, once a pass, until the next interrupt or until none can run.</summary>
    public Processes.Scheduler? Programs { get; set; }

    public void Post(KernelStep step) => _ready.Enqueue(step);

    public void PostAt(TimeSpan due, KernelStep step) => _timers.Add(due, step);

    /// <summary>Runs for ever.</summary>
    public void Run()
    {
        while (true)
        {
            _lines.Serve();
            while (_timers.TryTakeDue(Now, out KernelStep? due))
            {
                _ready.Enqueue(due);
            }

            (_pass, _ready) = (_ready, _pass);
            while (_pass.TryDequeue(out KernelStep? step))
            {
                RunStep(step);
            }

            // In this order: programs leave work behind, and that, like all before, may leave something to say.
            bool isMore = RunPrograms();
            isMore |= Background is { } background && background.DoPiece();
            ulong paintAt = KernelConsole.Consoles.Flush(Clock.Now);
            Sent?.Invoke();
            if (Collector is { } look && look.IsDue())
            {
                // Called from here because the stack is shortest: to unwind another frame would be 11,000 instructions more of each pause.
                GC.Collect(look.Generation, GCCollectionMode.Forced, blocking: true);
                look.NoteCollected();
            }

            bool isIdle = _ready.IsEmpty && !isMore && Programs is not { HasRunnable: true };
            if (isIdle && Collector is { } collector && collector.TryUseIdleTime())
            {
                continue; // other threads ran meanwhile, and may have left something to do: it is looked for before sleep
            }

            if (isIdle)
            {
                ulong before = Clock.Now;
                Interrupts.WaitForWork(NextDeadline(paintAt));
                IdleNanoseconds += Clock.Now - before;
            }
            else
            {
                Interrupts.Yield();
            }
        }
    }

    /// <summary>Whether there is a program that could still run.</summary>
    private bool RunPrograms()
    {
        if (Programs is not { } programs)
        {
            return false;
        }

        Watchdog.Watch(WatchdogMilliseconds);
        bool isMore = programs.Run();
        Watchdog.Watch(0);
        return isMore;
    }

    private void RunStep(KernelStep step)
    {
        _stepStart = Clock.Now;
        Watchdog.Watch(WatchdogMilliseconds);
        step.Run();
        Watchdog.Watch(0);
        Steps++;
        ulong took = Clock.Now - _stepStart;
        if (took > LongStepNanoseconds)
        {
            LongSteps++;
            KernelLog.Write(LogLevel.Notice, $"executive: a step took {took / 1_000_000} ms");
        }
    }

    private ulong NextDeadline(ulong paintAt)
    {
        ulong due = _timers.NextDue is { } next ? (ulong)next.Ticks * 100 : ulong.MaxValue;
        due = Math.Min(due, Programs?.Deadlines.Next ?? ulong.MaxValue);
        return paintAt != 0 && paintAt < due ? paintAt : due;
    }

    internal static TimeSpan Time(ulong nanoseconds) => new((long)(nanoseconds / 100));
}
