using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Processes that can name each other: the table of processes, threads, groups and sessions, and the name of the host.</summary>
/// <remarks>
/// Owns: the numbers. Nothing of it is global: a process knows the container it is in, and no other. A signal to a process goes through the
/// container; whoever is not in it cannot send one. Numbers are not used again until all others have been. A container may be in another:
/// its processes are then also that one's, while those inside do not know of any outside.
/// </remarks>
public sealed class Container : KernelObject
{
    private const int MostIds = 1 << 22;
    private const int FirstId = 2; // 1 is the kernel's shell, whose children have no other parent

    /// <summary>What a program may do in its container: make processes, name, signal, stop, end and wait for those that are there, and change its name.</summary>
    public const Rights Usable = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong
        | Rights.Create | Rights.Configure | Rights.ReadState | Rights.WriteState | Rights.Schedule | Rights.Signal | Rights.Wait
        | Rights.Run | Rights.Suspend | Rights.Destroy | Rights.SetPager;

    /// <summary>What a program may do with the quota of its container: have what it makes paid for, and give parts of it away.</summary>
    public const Rights Payable = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong | Rights.Charge | Rights.Split;

    /// <summary>What its processes share with all of it; made when first needed.</summary>
    private CapabilitySpace? _shared;

    private readonly Dictionary<int, Process> _processes = [];
    private readonly Dictionary<int, Thread> _threads = [];
    private readonly Dictionary<int, ProcessGroup> _groups = [];
    private int _lastId = FirstId - 1;

    public Container()
        : base(ObjectType.Container)
    {
    }

    /// <summary>One inside another, with a share of what that may use.</summary>
    /// <param name="outer">Whose processes those in here are, too.</param>
    /// <param name="account">Counts their memory.</param>
    /// <param name="quota">What its first processes are to present.</param>
    [SetsRequiredMembers]
    public Container(Container outer, FrameAccount account, Quota quota)
        : this()
    {
        Outer = outer;
        Scheduler = outer.Scheduler;
        Memory = outer.Memory;
        Account = account;
        Vfs = outer.Vfs;
        Capabilities = outer.Capabilities;
        Quota = quota;
        Random = outer.Random;
        Log = outer.Log;
        Loader = outer.Loader;
        HostName = outer.HostName;
        DomainName = outer.DomainName;
    }

    /// <summary>The one around this; null of the machine's. Numbers are given by the outermost, so that each means one process.</summary>
    public Container? Outer { get; }

    public required Scheduler Scheduler { get; init; }

    public required VirtualMemory Memory { get; init; }

    /// <summary>Counts the memory of its processes; who pays for it is the quota that each presents.</summary>
    public required FrameAccount Account { get; init; }

    public required Vfs Vfs { get; init; }

    public required CapabilityTable Capabilities { get; init; }

    /// <summary>Pays for what is shared with all of it.</summary>
    public required Quota Quota { get; init; }

    public required IRandomSource Random { get; init; }

    public required IProcessLog Log { get; init; }

    public required ProgramLoader Loader { get; init; }

    /// <summary>Called when its last process is reaped.</summary>
    public Action? Emptied { get; set; }

    /// <summary>Where those in it get file systems to mount from; null: they mount nothing. One inside another does not inherit it.</summary>
    public IFileSystemSource? FileSystems { get; init; }

    /// <summary>Its shared memory; null before the first segment.</summary>
    public SharedMemorySegments? Segments { get; set; }

    public byte[] HostName { get; set; } = "vela"u8.ToArray();

    public byte[] DomainName { get; set; } = "(none)"u8.ToArray();

    public IReadOnlyCollection<Process> Processes => _processes.Values;

    public IReadOnlyCollection<Thread> Threads => _threads.Values;

    /// <summary>Processes and threads made since boot.</summary>
    public ulong Forks { get; private set; }

    public int LastId => Outer?.LastId ?? _lastId;

    /// <summary>The numbers of its processes, in order.</summary>
    public int[] CopyNumbers()
    {
        int[] numbers = new int[_processes.Count];
        _processes.Keys.CopyTo(numbers, 0);
        System.Array.Sort(numbers);
        return numbers;
    }

    public Process? Find(int id) => _processes.GetValueOrDefault(id);

    public Thread? FindThread(int id) => _threads.GetValueOrDefault(id);

    public ProcessGroup? FindGroup(int id) => _groups.GetValueOrDefault(id);

    /// <summary>Starts a program in a process of its own, in a session that is there.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="paths">Where its paths start; becomes the process's.</param>
    /// <param name="descriptors">What it is handed; becomes the process's.</param>
    /// <param name="watcher">Told how it goes.</param>
    /// <param name="session">Whoever launches it leads this; null: one of its own, which it leads itself.</param>
    /// <param name="group">The number of the group to join, made anew if all of it have ended; 0: one of its own.</param>
    /// <returns>Again: there is no quota for a thread; nothing was taken over.</returns>
    public Result<Process> Launch(ExecRequest request, PathContext paths, DescriptorTable descriptors, IProcessWatcher watcher, Session? session, int group = 0)
    {
        Quota payer = descriptors.Space.Quota;
        if (!payer.TryCharge(Resource.Threads, 1))
        {
            return Errno.Again;
        }

        int id = TakeId();
        Process process = new(this, id, null, paths, descriptors, new SignalActions(), new ResourceLimits())
        {
            Watcher = watcher,
            StartTime = Scheduler.Clocks.Nanoseconds,
            FirstProgram = request,
        };
        Enter(process);
        int number = group == 0 ? id : group;
        process.JoinGroup(FindGroupAround(number) ?? MakeGroup(number, session ?? new Session(id) { Leader = process }));
        Thread thread = new(process, id, Scheduler, payer) { Attention = Attention.Start };
        Scheduler.ResetState(thread);
        Begin(process, thread);
        return process;
    }

    /// <summary>A new thread, of the same process or of a new one (clone(2)). It stands where its maker stands; the caller changes what shall differ.</summary>
    /// <returns>NoMemory, QuotaExceeded, Again (no numbers left).</returns>
    public Result<Thread> Clone(Thread maker, CloneParts parts, Signal exitSignal)
    {
        Process process = maker.Process;
        Quota payer = process.Descriptors.Space.Quota;
        if (!payer.TryCharge(Resource.Threads, 1))
        {
            return Errno.Again;
        }

        if ((parts & CloneParts.Process) == 0)
        {
            if (!TryFork(process, parts, payer).Ok(out Process? child, out Errno error))
            {
                payer.Uncharge(Resource.Threads, 1);
                return error;
            }

            child.ExitSignal = exitSignal;
            process = child;
        }

        int id = process == maker.Process ? TakeId() : process.ProcessId;
        Thread thread = new(process, id, Scheduler, payer) { Blocked = maker.Blocked, Nice = maker.Nice, VirtualRuntime = maker.VirtualRuntime };
        Scheduler.CopyState(maker, thread);
        thread.AlternateStack = process == maker.Process ? default : maker.AlternateStack;
        process.Container.Enter(thread);
        process.Adopt(thread);
        return thread;
    }

    /// <summary>Lets a thread that was cloned run.</summary>
    public void Release(Thread thread) => Scheduler.MakeReady(thread);

    /// <summary>The group with a number, made if there is none.</summary>
    public ProcessGroup MakeGroup(int id, Session session)
    {
        ProcessGroup group = new(id, session);
        for (Container? at = this; at is not null; at = at.Outer)
        {
            at._groups.Add(id, group);
        }

        return group;
    }

    /// <summary>Sees to it that a process can share with an audience: who belongs to it sees what is shared from now on (C-83).</summary>
    /// <returns>NoEntry: there is no such audience; QuotaExceeded.</returns>
    /// <remarks>Whoever opens an audience first pays for its space. The threads of a process have one table, and their group's space is that table's.</remarks>
    public Errno OpenAudience(Process process, Audience audience) => audience switch
    {
        Audience.Container => OpenShared(process.Descriptors.Space.Quota),
        Audience.Children => process.OpenShared(process.Descriptors.Space.Quota),
        Audience.Group => process.Descriptors.OpenGroup(),
        Audience.Siblings => process.Parent?.OpenShared(process.Descriptors.Space.Quota) ?? Errno.NoEntry,
        _ => Errno.NoEntry,
    };

    /// <summary>Whether each thread of the machine is charged to its payer, and nothing else as a thread is. Of the outermost container; for whoever checks the machine.</summary>
    public bool AreThreadsPaid()
    {
        Dictionary<Quota, ulong> paid = [];
        foreach (Thread thread in _threads.Values)
        {
            paid[thread.Payer] = paid.GetValueOrDefault(thread.Payer) + 1;
        }

        bool isPaid = Quota.Used(Resource.Threads) == paid.GetValueOrDefault(Quota);
        foreach ((Quota payer, ulong threads) in paid)
        {
            isPaid &= payer.Used(Resource.Threads) == threads;
        }

        return isPaid;
    }

    /// <summary>A zombie is waited for: nothing of it stays.</summary>
    public void Reap(Process process)
    {
        Panic.When(process.State != ProcessState.Zombie, "a process is reaped that is no zombie");
        process.BeReaped();
        for (Container? at = this; at is not null; at = at.Outer)
        {
            _ = at._processes.Remove(process.ProcessId);
        }

        if (_processes.Count == 0)
        {
            if (_shared is not null)
            {
                Scheduler.Reaper.Close(_shared);
                _shared = null;
            }

            if (Outer is not null)
            {
                Segments?.RemoveAll(); // nobody can name them any more
            }

            Emptied?.Invoke();
        }
    }

    internal void Forget(Thread thread)
    {
        for (Container? at = this; at is not null; at = at.Outer)
        {
            _ = at._threads.Remove(thread.ThreadId);
        }

        thread.Payer.Uncharge(Resource.Threads, 1);
    }

    internal void Forget(ProcessGroup group)
    {
        for (Container? at = this; at is not null; at = at.Outer)
        {
            _ = at._groups.Remove(group.Id);
        }
    }

    /// <summary>Who waits for children by a capability that is being revoked looks again, and finds that it may not.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        foreach (Process process in _processes.Values)
        {
            if (process.Descriptors.Space == revoked.Holder)
            {
                process.ChildChanged.WakeAll();
            }
        }

        return Vela.Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Vela.Capabilities.Progress.Done;

    private Result<Process> TryFork(Process parent, CloneParts parts, Quota payer)
    {
        Errno error = Errno.None;
        ProgramMemory? memory = parent.Memory!;
        if ((parts & CloneParts.Memory) != 0)
        {
            memory = memory.Share();
        }
        else if (!memory.Fork(new FrameAccount(ulong.MaxValue, Account, payer), payer).Ok(out memory, out error))
        {
            return error;
        }

        DescriptorTable? descriptors = parent.Descriptors;
        if ((parts & CloneParts.Descriptors) != 0)
        {
            descriptors = descriptors.Share();
        }
        else if (!descriptors.Fork(payer).Ok(out descriptors, out error))
        {
            memory.Release();
            return error;
        }

        error = parent.Descriptors.Derive(descriptors, parent.Paths.WorkingDirectory.Authority, out CapabilityHandle authority);
        CapabilityHandle held = CapabilityHandle.None;
        error = error == Errno.None ? parent.DeriveMemory(descriptors, memory, out held) : error;
        if (error != Errno.None)
        {
            descriptors.Leave(authority);
            descriptors.Release();
            memory.Release();
            return error;
        }

        bool isWithheld = authority == CapabilityHandle.None && parent.Paths.WorkingDirectory.Authority != authority;
        SignalActions actions = (parts & CloneParts.Actions) != 0 ? parent.Actions : parent.Actions.Fork();
        Process? above = (parts & CloneParts.Parent) != 0 ? parent.Parent : parent;
        PathContext paths = parent.Paths.Fork(isWithheld ? CapabilityHandle.Nothing : authority);
        Process child = new(this, TakeId(), above, paths, descriptors, actions, parent.Limits.Fork())
        {
            Name = parent.Name,
            StartTime = Scheduler.Clocks.Nanoseconds,
        };
        child.SetMemory(memory, held);
        above?.Children.Add(child);
        Enter(child);
        child.JoinGroup(parent.Group);
        return child;
    }

    private Errno OpenShared(Quota payer)
    {
        if (_shared is not null)
        {
            return Errno.None;
        }

        if (!CapabilitySpace.Create(Capabilities, payer).Ok(out _shared, out Errno error))
        {
            return error;
        }

        foreach (Process process in _processes.Values)
        {
            if (process.Container == this)
            {
                process.Descriptors.Space.Join(Audience.Container, _shared);
            }
        }

        return Errno.None;
    }

    private void Begin(Process process, Thread thread)
    {
        Enter(thread);
        process.Adopt(thread);
        Scheduler.MakeReady(thread);
    }

    private void Enter(Process process)
    {
        if (_shared is not null)
        {
            process.Descriptors.Space.Join(Audience.Container, _shared);
        }

        process.JoinSiblings();
        for (Container? at = this; at is not null; at = at.Outer)
        {
            at._processes.Add(process.ProcessId, process);
        }
    }

    private void Enter(Thread thread)
    {
        for (Container? at = this; at is not null; at = at.Outer)
        {
            at._threads.Add(thread.ThreadId, thread);
            at.Forks++;
        }
    }

    private ProcessGroup? FindGroupAround(int id)
    {
        ProcessGroup? found = null;
        for (Container? at = this; at is not null && found is null; at = at.Outer)
        {
            found = at.FindGroup(id);
        }

        return found;
    }

    private int TakeId()
    {
        if (Outer is not null)
        {
            return Outer.TakeId();
        }

        do
        {
            _lastId = _lastId + 1 < MostIds ? _lastId + 1 : FirstId;
        }
        while (_processes.ContainsKey(_lastId) || _threads.ContainsKey(_lastId) || _groups.ContainsKey(_lastId));
        return _lastId;
    }
}
