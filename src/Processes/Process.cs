using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A program that runs: memory, descriptors, threads, and what its parent may know of it.</summary>
/// <remarks>
/// Owns: its threads; one use each of its memory, descriptors and signal actions, which others may share; its place in the tree. Does not own:
/// its group and session, its container. States: <see cref="ProcessState"/>. Invariant: Alive or Ending exactly while it has threads.
/// </remarks>
public sealed partial class Process : KernelObject
{
    /// <summary>Its place in its parent's list of children.</summary>
    internal int PlaceAmongChildren;

    /// <summary>Its place in its group's list.</summary>
    internal int PlaceInGroup;

    private readonly List<Thread> _threads = [];

    private FileEvent? _ended;

    /// <summary>What it shares with its children, and they with each other; made when first needed.</summary>
    private CapabilitySpace? _shared;

    internal Process(
        Container container, int id, Process? parent, PathContext paths, DescriptorTable descriptors, SignalActions actions, ResourceLimits limits)
        : base(ObjectType.Process)
    {
        Container = container;
        ProcessId = id;
        Parent = parent;
        Paths = paths;
        Descriptors = descriptors;
        Actions = actions;
        Limits = limits;
        paths.Owner = id;
    }

    public Container Container { get; }

    public int ProcessId { get; }

    /// <summary>Null for one that the kernel started, or whose parent has ended.</summary>
    public Process? Parent { get; private set; }

    public ProcessState State { get; private set; }

    public DescriptorTable Descriptors { get; private set; }

    public PathContext Paths { get; }

    public SignalActions Actions { get; private set; }

    /// <summary>Sent to the process as a whole.</summary>
    public PendingSignals Pending { get; } = new();

    public IReadOnlyList<Thread> Threads => _threads;

    public ProcessList Children { get; } = new(ProcessList.Kind.Children);

    public ProcessGroup Group { get; private set; } = null!;

    public ResourceLimits Limits { get; }

    /// <summary>What it is called in lists: the last part of its program's path, 15 bytes at most (proc(5), comm).</summary>
    public byte[] Name { get; set; } = [];

    /// <summary>Whether it has run another program since it was forked (setpgid(2)).</summary>
    public bool HasExecuted { get; set; }

    /// <summary>Something about its children has changed: who waits looks again (wait(2)).</summary>
    public FileEvent ChildChanged { get; } = new();

    /// <summary>Its memory is no longer its parent's (vfork(2)).</summary>
    public FileEvent MemoryLeft { get; } = new();

    /// <summary>It has ended, or somebody's capability for it is gone; made when first waited for by a capability.</summary>
    public FileEvent Ended => _ended ??= new FileEvent();

    /// <summary>As wait(2) encodes it; of a zombie, and from then on.</summary>
    public int ExitStatus { get; private set; }

    /// <summary>What the parent gets at its end (clone(2)); None: nothing.</summary>
    public Signal ExitSignal { get; set; } = Signal.Child;

    /// <summary>What it gets when its parent ends (prctl(2), PR_SET_PDEATHSIG).</summary>
    public Signal DeathSignal { get; set; }

    /// <summary>When it began, in nanoseconds since boot.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Processor time of threads that have ended, in nanoseconds.</summary>
    public ulong EndedRuntime { get; private set; }

    /// <summary>Processor time of children that were waited for.</summary>
    public ulong ChildRuntime { get; set; }

    /// <summary>Who is told instead of a parent.</summary>
    public IProcessWatcher? Watcher { get; set; }

    public bool IsWatched => Watcher is not null;

    /// <summary>The first program, until it is loaded.</summary>
    internal ExecRequest? FirstProgram { get; set; }

    public Thread? FirstThread => _threads.Count == 0 ? null : _threads[0];

    public ulong Runtime
    {
        get
        {
            ulong sum = EndedRuntime;
            foreach (Thread thread in _threads)
            {
                sum += thread.Runtime;
            }

            return sum;
        }
    }

    public void JoinGroup(ProcessGroup group)
    {
        if (Group == group)
        {
            return;
        }

        Group?.Remove(this);
        Group = group;
        group.Add(this);
    }

    /// <summary>Every signal's action is the default again (clone3(2), CLONE_CLEAR_SIGHAND).</summary>
    public void ClearHandlers() => Actions = Actions.ForNewProgram();

    /// <summary>What /proc has of it.</summary>
    internal ProcessDirectory? Directory { get; set; }

    /// <summary>Sees to it that it can share with its children.</summary>
    internal Errno OpenShared(Quota payer)
    {
        if (_shared is not null)
        {
            return Errno.None;
        }

        if (!CapabilitySpace.Create(Container.Capabilities, payer).Ok(out _shared, out Errno error))
        {
            return error;
        }

        Descriptors.Space.Join(Audience.Children, _shared);
        for (int i = 0; i < Children.Count; i++)
        {
            Children[i].JoinSiblings();
        }

        return Errno.None;
    }

    /// <summary>Sees what its parent shares with its children, and they with each other.</summary>
    internal void JoinSiblings()
    {
        if (Parent?._shared is { } shared)
        {
            Descriptors.Space.Join(Audience.Siblings, shared);
        }
    }

    internal void Adopt(Thread thread) => _threads.Add(thread);

    /// <summary>Whoever waits for its end looks again, and finds that it may not.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        _ended?.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;
}
