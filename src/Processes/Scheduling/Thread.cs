using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;

namespace Vela.Processes;

/// <summary>A thread of a program: registers, and what it waits for.</summary>
/// <remarks>
/// Owns: its frame, its signal mask, the signals sent to it alone, its progress in the call that waits. Does not own: memory, descriptors,
/// actions (its <see cref="Process"/>). It has no kernel stack: a blocked thread is this object (docs/architecture.md, idea 3).
/// States: <see cref="ThreadState"/>; <see cref="Attention"/> says what is to be done before it runs in ring 3 again.
/// Invariant: in the run queue exactly when Ready; <see cref="Attention.Parked"/> exactly while one of its wait places is in use.
/// </remarks>
public sealed partial class Thread : KernelObject
{
    private readonly Scheduler _scheduler;
    private readonly Waiter _waiter;
    private readonly Alarm _alarm;
    private SignalSet _blocked;
    private FileEvent? _ended;

    internal Thread(Process process, int id, Scheduler scheduler, Quota payer)
        : base(ObjectType.Thread)
    {
        Process = process;
        Payer = payer;
        ThreadId = id;
        _scheduler = scheduler;
        _waiter = new Waiter(this);
        _alarm = new Alarm(this);
        Queued = new Turn(this);
        FutexWaiter = new FutexPlace(this);
        Frame = scheduler.TakeFrame();
    }

    public int ThreadId { get; internal set; }

    public Process Process { get; }

    /// <summary>Was charged for it.</summary>
    internal Quota Payer { get; private set; }

    /// <summary>Another quota pays for it, whose share of the processor it runs on from now on; that one has been charged.</summary>
    public void PayFrom(Quota quota)
    {
        Payer.Uncharge(Resource.Threads, 1);
        Payer = quota;
    }

    public ThreadState State { get; internal set; }

    public Attention Attention { get; internal set; }

    public ref UserContext Registers => ref Frame.Context[0];

    /// <summary>What may be kept by the call that is under way; <see cref="BeginCall"/> makes it new.</summary>
    public ref CallProgress Progress => ref _progress;

    private CallProgress _progress;

    /// <summary>Whether the call is dispatched again after a wait, rather than made now.</summary>
    public bool IsResuming { get; internal set; }

    /// <summary>Sent to this thread alone.</summary>
    public PendingSignals Pending { get; } = new();

    /// <summary>Signals that wait until they are let through (sigprocmask(2)).</summary>
    public SignalSet Blocked
    {
        get => _blocked;
        set
        {
            _blocked = value - SignalSet.Unstoppable;
            if ((Attention & Attention.Signal) != 0 || !(Pending.Set | Process.Pending.Set).IsEmpty)
            {
                NoteSignals();
            }
        }
    }

    /// <summary>The mask that a handler's frame, or the end of the call, is to bring back (sigsuspend(2), ppoll(2)); null when there is none.</summary>
    public SignalSet? MaskToRestore { get; set; }

    public SignalStack AlternateStack { get; set; }

    /// <summary>Where 0 is stored and a futex woken when it ends (set_tid_address(2)); 0: nowhere.</summary>
    public ulong ClearedAtExit { get; set; }

    /// <summary>Head of its list of held futexes (set_robust_list(2)); 0: none.</summary>
    public ulong RobustList { get; set; }

    /// <summary>Its place in the queue of a futex.</summary>
    public FutexWaiter FutexWaiter { get; }

    /// <summary>It has ended, or somebody's capability for it is gone; made when first waited for.</summary>
    public FileEvent Ended => _ended ??= new FileEvent();

    /// <summary>Its message while that is under way; made when first needed.</summary>
    public Sender Sender => field ??= new Sender(this);

    /// <summary>Nanoseconds on the processor.</summary>
    public ulong Runtime { get; internal set; }

    /// <summary>As prctl(2) PR_SET_NAME and /proc have it; null: the process's.</summary>
    public byte[]? Name { get; set; }

    /// <summary>-20 to 19 (nice(2)).</summary>
    public int Nice
    {
        get;
        set
        {
            field = value;
            Weight = RunQueue.WeightOf(value);
        }
    }

    /// <summary>How the last call is to go on if a signal does not decide otherwise.</summary>
    internal RestartRule Restart { get; set; }

    /// <summary>What /proc has of it.</summary>
    internal ProcessDirectory? Directory { get; set; }

    /// <summary>What may end its wait early; while it is parked.</summary>
    internal WaitKind WaitKind { get; private set; }

    internal ThreadFrame Frame { get; }

    internal ulong GsBase { get; set; }

    /// <summary>Processor time in nanoseconds, scaled by weight: whoever has least is next.</summary>
    internal ulong VirtualRuntime { get; set; }

    internal uint Weight { get; private set; } = RunQueue.WeightOf(0);

    /// <summary>What stands for it in the run queue; <see cref="VirtualRuntime"/> stays while it is there.</summary>
    internal Turn Queued { get; }

    public bool IsParked => (Attention & Attention.Parked) != 0;

    /// <summary>Whether a wait that may be interrupted must not begin: a signal is there, or the end.</summary>
    public bool IsInterrupted => (Attention & (Attention.Signal | Attention.Exit)) != 0;

    /// <summary>The progress of a call that may wait: fresh when the call is made now, as it was when it goes on.</summary>
    public ref CallProgress BeginCall()
    {
        if (!IsResuming)
        {
            _progress = default;
        }

        return ref _progress;
    }

    /// <summary>Bytes of the thread's x87 and vector state.</summary>
    public int VectorBytes => _scheduler.VectorBytes;

    /// <summary>Where a state is put for <see cref="LoadVectors"/>.</summary>
    public System.Span<byte> VectorRoom => _scheduler.VectorRoomOf(this);

    /// <summary>Writes the thread's x87 and vector state as it is now, for a signal's frame. Bytes that have no meaning may stay as they are.</summary>
    public void SaveVectors(System.Span<byte> to) => _scheduler.SaveVectors(this, to);

    /// <summary>Takes over the state in <see cref="VectorRoom"/>.</summary>
    public void LoadVectors() => _scheduler.LoadVectors(this);

    /// <summary>Takes over a state from elsewhere, which is as the processor wants it. False: it must go through <see cref="VectorRoom"/>.</summary>
    public bool TryLoadVectors(System.ReadOnlySpan<byte> from) => _scheduler.TryLoadVectors(this, from);

    /// <summary>The GS base (arch_prctl(2)); the FS base is among the registers.</summary>
    public ulong ReadGsBase() => _scheduler.ReadGsBase(this);

    public void WriteGsBase(ulong address) => _scheduler.WriteGsBase(this, address);

    internal void End()
    {
        _progress.State?.Abandon();
        _progress = default;
        ForgetWaits();
        _scheduler.Futexes.Cancel(FutexWaiter);
        _ended?.WakeAll();
    }

    /// <summary>Whoever waits for its end looks again, and finds that it may not.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        _ended?.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;

    private sealed class Waiter(Thread thread) : FileWaiter
    {
        protected override void Wake() => thread.Wake();
    }

    private sealed class FutexPlace(Thread thread) : FutexWaiter
    {
        protected internal override void Wake() => thread.Wake();
    }

    internal sealed class Turn(Thread thread) : KeyHeapElement
    {
        public Thread Thread { get; } = thread;
    }

    private sealed class Alarm(Thread thread) : Deadline
    {
        public override void Fire() => thread.Wake();
    }
}
