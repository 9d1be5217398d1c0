using System;
using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Gives the processor to programs: which thread runs, and what happens when it stops.</summary>
/// <remarks>
/// Owns: the run queue, deadlines, the frames of threads, whose vector state is in the registers. Does not own: threads (their processes do),
/// the executive, which calls <see cref="Run"/> whenever it has nothing better to do and gets the processor back at each interrupt.
/// One kernel token guards it. Invariant: at most one thread is Running.
/// </remarks>
public sealed partial class Scheduler
{
    /// <summary>How far another may be behind before it gets the processor at a tick, in weighted nanoseconds.</summary>
    private const ulong Granularity = 1_000_000;

    /// <summary>How far behind a thread that slept may begin: it answers soon, and saves up nothing.</summary>
    private const ulong SleeperCredit = 3_000_000;

    private const uint NormalWeight = 1024;

    /// <summary>What keeps a thread out of the run queue.</summary>
    private const Attention CannotRun = Attention.Parked | Attention.Stopped | Attention.Suspended | Attention.Spent;

    private readonly IUserMode _mode;
    private readonly IClocks _clocks;
    private readonly RunQueue _ready = new();
    private readonly ProcessorShares _shares;
    private ThreadFrame? _spareFrames;
    private Thread? _current;
    private Thread? _loaded;
    private bool _isInside;
    private ulong _since;
    private ulong _least;

    public Scheduler(IUserMode mode, IClocks clocks, IPersonality personality)
    {
        _mode = mode;
        _clocks = clocks;
        Clock = new TimeSource(clocks);
        Personality = personality;
        Deadlines = new DeadlineHeap(clocks);
        _shares = new ProcessorShares(Deadlines);
    }

    /// <summary>What serves system calls. Another may take its place that watches and passes on; then that is paid for, and only then.</summary>
    public IPersonality Personality { get; set; }

    public IClocks Clocks => _clocks;

    /// <summary>The clock as programs are handed it.</summary>
    public TimeSource Clock { get; }

    /// <summary>What is to happen later. The executive sleeps no longer than until <see cref="DeadlineHeap.Next"/>.</summary>
    public DeadlineHeap Deadlines { get; }

    /// <summary>Told of faults and ends, in a kernel that checks itself.</summary>
    public IMemoryWatch? Watch { get; init; }

    /// <summary>Where a thread waits for a page.</summary>
    public required PageEvents Pages { get; init; }

    public Futexes Futexes { get; } = new();

    /// <summary>For whoever reads signals: one was put somewhere to wait.</summary>
    public FileEvent SignalQueued { get; } = new();

    /// <summary>A signal was put somewhere to wait.</summary>
    internal void NoteQueuedSignal()
    {
        if (SignalQueued.HasWaiters)
        {
            SignalQueued.WakeAll();
        }
    }

    /// <summary>How often another thread got the processor.</summary>
    public ulong Switches { get; private set; }

    /// <summary>How many threads wanted to run, over the last minutes.</summary>
    public LoadAverage Averages { get; } = new();

    /// <summary>Nanoseconds that threads have had.</summary>
    public ulong BusyNanoseconds { get; private set; }

    /// <summary>The thread whose call is being served; null when something else asks.</summary>
    public Thread? Running => _isInside ? _current : null;

    public bool HasRunnable => _current is not null || _ready.Count != 0;

    public int ReadyCount => _ready.Count + (_current is null ? 0 : 1);

    /// <summary>Told of memory that is to be given back in steps.</summary>
    public required Reaper Reaper { get; init; }

    /// <summary>Runs programs until an interrupt, or until nobody can run.</summary>
    /// <returns>Whether somebody still could.</returns>
    public bool Run()
    {
        ulong now = _clocks.Nanoseconds;
        Deadlines.FireUntil(now);
        if (now >= Averages.NextSample)
        {
            Averages.Sample(now, ReadyCount);
        }

        _isInside = true;
        bool isMore = RunThreads(now);
        _isInside = false;
        return isMore;
    }

    private bool RunThreads(ulong now)
    {
        _since = _current is null ? now : _since;
        while ((_current ?? Choose()) is { } thread)
        {
            if (TryRun(thread))
            {
                Tick(thread);
                return true;
            }

            Leave(thread);
        }

        return false;
    }

    /// <summary>A thread that was made, or that has nothing to wait for any more.</summary>
    internal void MakeReady(Thread thread)
    {
        if (thread.State is not (ThreadState.New or ThreadState.Parked) || (thread.Attention & CannotRun) != Attention.None)
        {
            return;
        }

        Enqueue(thread);
    }

    /// <summary>Runs a thread until an interrupt. False: it cannot go on, and others may.</summary>
    private bool TryRun(Thread thread)
    {
        try
        {
            return TryRun(thread, ref thread.Registers);
        }
        catch (Exception exception) when (exception is not InvariantBrokenException)
        {
            EndBroken(thread, exception);
            return false;
        }
    }

    /// <summary>The way into ring 3 and out of it, again and again. Apart from the handler of failures, so that its variables stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRun(Thread thread, ref UserContext registers)
    {
        UserContext[] context = thread.Frame.Context;
        while (thread.Attention == Attention.None || TryAttend(thread))
        {
            Load(thread);
            do
            {
                UserExit exit = _mode.Run(context);
                if (exit == UserExit.SystemCall)
                {
                    Personality.Call(thread, ref registers);
                }
                else if (exit == UserExit.PageFault)
                {
                    ServeFault(thread, in registers);
                }
                else if (exit == UserExit.Interrupt)
                {
                    return true;
                }
                else
                {
                    SendException(thread, exit);
                }
            }
            while (thread.Attention == Attention.None);
        }

        return false;
    }

    /// <summary>A fault in the kernel's own code ends the request and its process, and is told with symbols (docs/architecture.md, errors).</summary>
    private static void EndBroken(Thread thread, Exception exception)
    {
        thread.Process.Container.Log.Broke(thread, exception);
        thread.Process.Exit((int)Signal.Kill);
    }

    /// <summary>The next thread, which has the processor from now on; null when none is ready.</summary>
    private Thread? Choose()
    {
        if (_ready.TakeFirst() is not { } thread)
        {
            return null;
        }

        _least = Math.Max(_least, thread.VirtualRuntime);
        thread.State = ThreadState.Running;
        _current = thread;
        Switches++;
        if (thread.Payer.ShareHolder is { } holder)
        {
            _shares.Spend(holder, thread, 0, _since);
        }

        return thread;
    }

    /// <summary>The thread cannot run: it waits, is stopped, has ended, or lets others go first.</summary>
    private void Leave(Thread thread)
    {
        Charge(thread);
        _current = null;
        if (thread.State == ThreadState.Exited)
        {
            return;
        }

        thread.State = ThreadState.Parked;
        if ((thread.Attention & CannotRun) == Attention.None)
        {
            Enqueue(thread);
        }
    }

    private void Enqueue(Thread thread)
    {
        ulong least = _least > SleeperCredit ? _least - SleeperCredit : 0;
        thread.VirtualRuntime = Math.Max(thread.VirtualRuntime, least);
        thread.State = ThreadState.Ready;
        _ready.Add(thread);
    }

    private void Tick(Thread thread)
    {
        Charge(thread);
        if (_ready.First is { } other && other.VirtualRuntime + Granularity < thread.VirtualRuntime)
        {
            _current = null;
            thread.State = ThreadState.Ready;
            _ready.Add(thread);
        }
    }

    private void Charge(Thread thread)
    {
        ulong now = _clocks.Nanoseconds;
        ulong used = now - _since;
        _since = now;
        thread.Runtime += used;
        BusyNanoseconds += used;
        thread.VirtualRuntime += used * NormalWeight / thread.Weight;
        if (thread.Payer.ShareHolder is { } holder)
        {
            _shares.Spend(holder, thread, used, now);
        }
    }
}
