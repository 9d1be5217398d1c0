using System;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Processes and threads as capabilities (docs/abi/vela.md): what may be done to one is what the handle says, and no container is asked.</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>A capability for a process in a container, or for a thread of a process, below the one that it is reached through.</summary>
    /// <returns>NotPermitted: it is another user's, as for kill(2). From then on no user is asked for, as with a file that is open.</returns>
    private static CallResult ReachProcess(Process caller, CapabilityHandle through, int number, Rights rights)
    {
        CapabilitySpace space = caller.Descriptors.Space;
        Process? process;
        KernelObject? reached;
        Errno error;
        if (space.TypeOf(through) == ObjectType.Process)
        {
            reached = space.Get<Process>(through, Rights.None, nameof(NativeCall.Reach)).Ok(out process, out error) ? FindThread(process, number) : null;
        }
        else
        {
            process = space.Get<Container>(through, Rights.None, nameof(NativeCall.Reach)).Ok(out Container? container, out error) ? container.Find(number) : null;
            reached = process;
        }

        error = error == Errno.None && reached is null ? Errno.NoProcess : error;
        error = error == Errno.None ? Refusal(caller, process!) : error;
        return error == Errno.None ? HandleOf(space.Reach(through, reached!, rights, nameof(NativeCall.Reach))) : error;
    }

    private static Thread? FindThread(Process process, int number)
    {
        foreach (Thread thread in process.Threads)
        {
            if (thread.ThreadId == number)
            {
                return thread;
            }
        }

        return null;
    }

    private static CallResult SignalProcess(Process sender, CapabilityHandle handle, ulong number)
    {
        if (!sender.Descriptors.Space.Get<Process>(handle, Rights.Signal, nameof(NativeCall.Signal)).Ok(out Process? process, out Errno error))
        {
            return error;
        }

        if (number > (ulong)Signal.Last || process.State == ProcessState.Reaped)
        {
            return number > (ulong)Signal.Last ? Errno.Invalid : Errno.NoProcess;
        }

        SignalInfo info = InformationFrom(sender, (Signal)number, SignalCode.User);
        return number == 0 ? Errno.None : process.Send(in info);
    }

    private static CallResult SignalThread(Process sender, CapabilityHandle handle, ulong number)
    {
        if (!sender.Descriptors.Space.Get<Thread>(handle, Rights.Signal, nameof(NativeCall.Signal)).Ok(out Thread? thread, out Errno error))
        {
            return error;
        }

        if (number > (ulong)Signal.Last || thread.State == ThreadState.Exited)
        {
            return number > (ulong)Signal.Last ? Errno.Invalid : Errno.NoProcess;
        }

        SignalInfo info = InformationFrom(sender, (Signal)number, SignalCode.Thread);
        return number == 0 ? Errno.None : thread.Send(in info);
    }

    /// <summary>Waits for the end of a process. To its parent this is wait(2): nothing of the child stays.</summary>
    private static CallResult WaitForProcess(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong into, ulong timeout)
    {
        if (!thread.Process.Descriptors.Space.Get<Process>(handle, Rights.Wait, nameof(NativeCall.Wait)).Ok(out Process? process, out Errno error))
        {
            return error;
        }

        if (process.State is not (ProcessState.Zombie or ProcessState.Reaped))
        {
            return process == thread.Process ? Errno.Deadlock : WaitUntil(thread, ref progress, process.Ended, timeout);
        }

        FileOutcome outcome = TryWriteWord(thread, into, unchecked((uint)process.ExitStatus));
        if (outcome.IsDone && process.State == ProcessState.Zombie && process.Parent == thread.Process)
        {
            process.Container.Reap(process);
        }

        return Finish(thread, outcome);
    }

    private static CallResult WaitForThread(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong into, ulong timeout)
    {
        if (!thread.Process.Descriptors.Space.Get<Thread>(handle, Rights.Wait, nameof(NativeCall.Wait)).Ok(out Thread? other, out Errno error))
        {
            return error;
        }

        if (other.State != ThreadState.Exited)
        {
            return other == thread ? Errno.Deadlock : WaitUntil(thread, ref progress, other.Ended, timeout);
        }

        FileOutcome outcome = TryWriteWord(thread, into, 0);
        return Finish(thread, outcome);
    }

    private static Errno SuspendProcess(CapabilitySpace space, CapabilityHandle handle)
    {
        Errno error = FindRunning(space, handle, Rights.Suspend, nameof(NativeCall.Suspend), out Process? process, out Thread? thread);
        process?.Suspend();
        thread?.Suspend();
        return error;
    }

    private static Errno ResumeProcess(CapabilitySpace space, CapabilityHandle handle)
    {
        Errno error = FindRunning(space, handle, Rights.Run, nameof(NativeCall.Resume), out Process? process, out Thread? thread);
        process?.Resume();
        thread?.Resume();
        return error;
    }

    /// <summary>Ends a process as SIGKILL does; or one thread, and with the last one its process.</summary>
    private static Errno DestroyProcess(CapabilitySpace space, CapabilityHandle handle)
    {
        Errno error = FindRunning(space, handle, Rights.Destroy, nameof(NativeCall.Destroy), out Process? process, out Thread? thread);
        if (thread is { Process.Threads.Count: > 1 })
        {
            thread.Exit(0);
        }
        else
        {
            (process ?? thread?.Process)?.Exit((int)Signal.Kill);
        }

        return error;
    }

    /// <summary>The registers of a thread as it runs on with them; one that waits in a call has that call's.</summary>
    private static CallResult TellRegisters(Thread thread, CapabilityHandle handle, ulong into)
    {
        if (!thread.Process.Descriptors.Space.Get<Thread>(handle, Rights.ReadState, nameof(NativeCall.Registers)).Ok(out Thread? other, out Errno error))
        {
            return error;
        }

        if (other.State == ThreadState.Exited)
        {
            return Errno.NoProcess;
        }

        Span<byte> room = stackalloc byte[NativeLayout.RegisterBytes];
        NativeLayout.WriteRegisters(in other.Registers, room);
        FileOutcome outcome = TryCopyOut(thread, into, room);
        return Finish(thread, outcome);
    }

    /// <summary>Gives a thread, or all of a process, another weight, and has them paid from another quota, on whose share of the processor they run.</summary>
    /// <returns>AccessDenied: only root makes anybody more urgent (setpriority(2)).</returns>
    private static Errno ScheduleProcess(Process caller, CapabilityHandle handle, long nice, CapabilityHandle purse)
    {
        CapabilitySpace space = caller.Descriptors.Space;
        Errno error = FindRunning(space, handle, Rights.Schedule, nameof(NativeCall.Schedule), out Process? process, out Thread? single);
        if (error != Errno.None || nice is < HighestNice or > LowestNice)
        {
            return error != Errno.None ? error : Errno.Invalid;
        }

        List<Thread> members = process is not null ? [.. process.Threads] : [single!];
        foreach (Thread member in members)
        {
            if (nice < member.Nice && caller.Paths.Who.User != 0)
            {
                return Errno.AccessDenied;
            }
        }

        if (purse != CapabilityHandle.None)
        {
            if (!space.Get<Quota>(purse, Rights.Charge, nameof(NativeCall.Schedule)).Ok(out Quota? quota, out error))
            {
                return error;
            }

            if (!quota.TryCharge(Resource.Threads, (ulong)members.Count))
            {
                return Errno.QuotaExceeded;
            }

            foreach (Thread member in members)
            {
                member.PayFrom(quota);
            }
        }

        foreach (Thread member in members)
        {
            member.Nice = (int)nice;
        }

        return Errno.None;
    }

    /// <summary>Has a pager's memory show wherever a process has nothing mapped; None: nothing does.</summary>
    private static Errno SetPager(CapabilitySpace space, CapabilityHandle handle, CapabilityHandle shown)
    {
        if (!space.Get<Process>(handle, Rights.SetPager, nameof(NativeCall.SetPager)).Ok(out Process? process, out Errno error))
        {
            return error;
        }

        if (process.State != ProcessState.Alive || process.Memory is not { } theirs)
        {
            return Errno.NoProcess;
        }

        if (shown == CapabilityHandle.None)
        {
            theirs.Files.ClearFallback();
            return Errno.None;
        }

        return space.Get<PagedMemory>(shown, Rights.Map | Rights.Read | Rights.Write, nameof(NativeCall.SetPager)).Ok(out PagedMemory? memory, out error)
            ? theirs.Files.SetFallback(space, shown, memory.Pages)
            : error;
    }

    /// <summary>The process or the thread that a handle names, whichever it is.</summary>
    /// <returns>NoProcess: it has ended.</returns>
    private static Errno FindRunning(CapabilitySpace space, CapabilityHandle handle, Rights rights, string operation, out Process? process, out Thread? thread)
    {
        process = null;
        Errno error;
        if (space.TypeOf(handle) == ObjectType.Thread)
        {
            thread = space.Get<Thread>(handle, rights, operation).Ok(out Thread? named, out error) && named.State != ThreadState.Exited ? named : null;
        }
        else
        {
            thread = null;
            process = space.Get<Process>(handle, rights, operation).Ok(out Process? named, out error) && named.State == ProcessState.Alive ? named : null;
        }

        return error == Errno.None && process is null && thread is null ? Errno.NoProcess : error;
    }
}
