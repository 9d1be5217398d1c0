using System;
using System.Buffers.Binary;
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

        Process? process = target == 0 ? caller : caller.Container.Find(target);
        if (process is null || (process != caller && process.Parent != caller))
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
        ProcessGroup? joined = caller.Container.FindGroup(id);
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
        FindProcess(thread, target) is { } process ? process.Group.Id : Errno.NoProcess;

    private static CallResult TellSession(Thread thread, int target) =>
        FindProcess(thread, target) is { } process ? process.Group.Session.Id : Errno.NoProcess;

    private static Process? FindProcess(Thread thread, int id) =>
        id == 0 ? thread.Process : thread.Process.Container.Find(id) ?? thread.Process.Container.FindThread(id)?.Process;

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
        Thread? found = target == 0 ? thread : thread.Process.Container.FindThread(target);
        if (found is null)
        {
            return Errno.NoProcess;
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
