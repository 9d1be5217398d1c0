using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Process groups and sessions (setpgid(2), setsid(2)); what belongs to a thread (set_tid_address(2), arch_prctl(2), futex lists).</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>Who has no other parent is a child of the kernel's shell.</summary>
    private const int ShellId = 1;

    private const int SetGs = 0x1001;
    private const int SetFs = 0x1002;
    private const int TellFs = 0x1003;
    private const int TellGs = 0x1004;
    private const ulong RobustListBytes = 24;

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static CallResult ParentOf(Thread thread) => thread.Process.Parent?.ProcessId ?? ShellId;

    private static CallResult SetGroup(Thread thread, int target, int group)
    {
        Process caller = thread.Process;
        if (group < 0)
        {
            return Errno.Invalid;
        }

        if (!FindProcess(thread, target, Rights.WriteState).Ok(out Process? process, out Errno error))
        {
            return error;
        }

        if ((process != caller && process.Parent != caller) || (target != 0 && process.ProcessId != target))
        {
            return Errno.NoProcess;
        }

        if (process != caller && process.HasExecuted)
        {
            return Errno.AccessDenied;
        }

        Session session = caller.Group.Session;
        if (process.ProcessId == process.Group.Session.Id || process.Group.Session != session)
        {
            return Errno.NotPermitted;
        }

        int id = group == 0 ? process.ProcessId : group;
        error = FindGroup(thread, id, Rights.WriteState, out ProcessGroup? joined);
        if (error != Errno.None)
        {
            return error;
        }

        if (joined is null ? id != process.ProcessId : joined.Session != session)
        {
            return Errno.NotPermitted;
        }

        process.JoinGroup(joined ?? caller.Container.MakeGroup(id, session));
        return 0;
    }

    private static CallResult BeginSession(Thread thread)
    {
        Process process = thread.Process;
        if (process.Container.FindGroup(process.ProcessId) is not null)
        {
            return Errno.NotPermitted;
        }

        process.JoinGroup(process.Container.MakeGroup(process.ProcessId, new Session(process.ProcessId) { Leader = process }));
        return process.ProcessId;
    }

    private static CallResult TellGroup(Thread thread, int target) =>
        FindProcess(thread, target, Rights.ReadState).Ok(out Process? process, out Errno error) ? process.Group.Id : error;

    private static CallResult TellSession(Thread thread, int target) =>
        FindProcess(thread, target, Rights.ReadState).Ok(out Process? process, out Errno error) ? process.Group.Session.Id : error;

    /// <summary>The process that a number names: a process's, or one of its threads'. Itself it may always name (0, too); another needs the right on the container.</summary>
    /// <returns>NotCapable; NoProcess.</returns>
    private static Result<Process> FindProcess(Thread thread, int id, Rights rights)
    {
        if (id == 0 || id == thread.Process.ProcessId || FindOwn(thread, id) is not null)
        {
            return thread.Process;
        }

        if (!thread.Process.Descriptors.GetHome(rights).Ok(out Container? home, out Errno error))
        {
            return error;
        }

        return (home.Find(id) ?? home.FindThread(id)?.Process) is { } found ? found : Errno.NoProcess;
    }

    /// <summary>As <see cref="FindProcess"/>, for a thread.</summary>
    private static Result<Thread> FindThread(Thread thread, int id, Rights rights)
    {
        if (FindOwn(thread, id) is { } own)
        {
            return own;
        }

        if (!thread.Process.Descriptors.GetHome(rights).Ok(out Container? home, out Errno error))
        {
            return error;
        }

        return home.FindThread(id) is { } found ? found : Errno.NoProcess;
    }

    private static Thread? FindOwn(Thread thread, int id)
    {
        if (id == 0)
        {
            return thread;
        }

        foreach (Thread own in thread.Process.Threads)
        {
            if (own.ThreadId == id)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>The group that a number names; null if there is none. Its own it may always name, and the one that it would be the first of.</summary>
    /// <returns>NotCapable.</returns>
    private static Errno FindGroup(Thread thread, int id, Rights rights, out ProcessGroup? group)
    {
        Process process = thread.Process;
        group = id == process.Group.Id ? process.Group : id == process.ProcessId ? process.Container.FindGroup(id) : null;
        if (id == process.Group.Id || id == process.ProcessId)
        {
            return Errno.None;
        }

        Result<Container> home = process.Descriptors.GetHome(rights);
        group = home.IsOk ? home.Expect("it was found").FindGroup(id) : null;
        return home.Error;
    }

    private static CallResult SetClearedAtExit(Thread thread, ulong address)
    {
        thread.ClearedAtExit = address;
        return thread.ThreadId;
    }

    private static CallResult SetRobustList(Thread thread, ulong address, ulong length)
    {
        if (length != RobustListBytes)
        {
            return Errno.Invalid;
        }

        thread.RobustList = address;
        return 0;
    }

    private static CallResult TellRobustList(Thread thread, int target, ulong headAddress, ulong lengthAddress)
    {
        if (!FindThread(thread, target, Rights.ReadState).Ok(out Thread? found, out Errno error))
        {
            return error;
        }

        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, found.RobustList);
        FileOutcome outcome = TryCopyOut(thread, headAddress, room);
        BinaryPrimitives.WriteUInt64LittleEndian(room, RobustListBytes);
        outcome = outcome.IsDone ? TryCopyOut(thread, lengthAddress, room) : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult ChangeBase(Thread thread, int what, ulong address)
    {
        if (what is SetFs or SetGs)
        {
            if (address >= Hal.UserAddress.Limit)
            {
                return Errno.NotPermitted;
            }

            if (what == SetFs)
            {
                thread.Registers.FsBase = address;
            }
            else
            {
                thread.WriteGsBase(address);
            }

            return 0;
        }

        if (what is not (TellFs or TellGs))
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, what == TellFs ? thread.Registers.FsBase : thread.ReadGsBase());
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }
}
