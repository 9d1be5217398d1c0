using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Priorities and processors (getpriority(2), sched_setscheduler(2), sched_setaffinity(2)). One policy, SCHED_OTHER; one processor.</remarks>
public sealed partial class LinuxPersonality
{
    private const int PriorityOfProcess = 0;
    private const int PriorityOfGroup = 1;
    private const int PriorityOfUser = 2;
    private const int LowestNice = 19;
    private const int HighestNice = -20;
    private const int OtherPolicy = 0;
    private const int FirstPolicy = 1;
    private const int RoundPolicy = 2;
    private const int BatchPolicy = 3;
    private const int IdlePolicy = 5;
    private const ulong MaskBytes = 8;
    private const ulong SliceNanoseconds = 4_000_000;

    private static CallResult YieldProcessor(Thread thread)
    {
        thread.Yield();
        return 0;
    }

    private static CallResult TellPriority(Thread thread, int kind, int who)
    {
        int best = int.MaxValue;
        foreach (Thread member in Meant(thread, kind, who, out Errno error))
        {
            best = Math.Min(best, member.Nice);
            _ = error;
        }

        if (kind is < PriorityOfProcess or > PriorityOfUser)
        {
            return Errno.Invalid;
        }

        return best == int.MaxValue ? Errno.NoProcess : 20 - best;
    }

    private static CallResult SetPriority(Thread thread, int kind, int who, int nice)
    {
        List<Thread> members = Meant(thread, kind, who, out Errno error);
        if (error != Errno.None)
        {
            return error;
        }

        nice = Math.Clamp(nice, HighestNice, LowestNice);
        foreach (Thread member in members)
        {
            if (Refusal(thread.Process, member.Process) != Errno.None)
            {
                return Errno.NotPermitted;
            }

            if (nice < member.Nice && thread.Process.Paths.Who.User != 0)
            {
                return Errno.AccessDenied;
            }

            member.Nice = nice;
        }

        return 0;
    }

    private static List<Thread> Meant(Thread thread, int kind, int who, out Errno error)
    {
        List<Thread> members = [];
        error = kind is < PriorityOfProcess or > PriorityOfUser ? Errno.Invalid : Errno.None;
        foreach (Thread candidate in thread.Process.Container.Threads)
        {
            bool isMeant = kind switch
            {
                PriorityOfProcess => who == 0 ? candidate == thread : candidate.ThreadId == who,
                PriorityOfGroup => candidate.Process.Group.Id == (who == 0 ? thread.Process.Group.Id : who),
                PriorityOfUser => candidate.Process.Paths.Who.User == (who == 0 ? thread.Process.Paths.Who.User : (uint)Math.Max(who, 0)),
                _ => false,
            };
            if (isMeant)
            {
                members.Add(candidate);
            }
        }

        error = error == Errno.None && members.Count == 0 ? Errno.NoProcess : error;
        return members;
    }

    private static CallResult TellSchedulingPolicy(Thread thread, int target) =>
        target < 0 ? Errno.Invalid : FindScheduled(thread, target) is null ? Errno.NoProcess : OtherPolicy;

    private static CallResult SetSchedulingPolicy(Thread thread, int target, int policy, ulong address)
    {
        const int ResetOnFork = 0x4000_0000;
        if (target < 0 || address == 0)
        {
            return Errno.Invalid;
        }

        CallResult priority = ReadPriority(thread, address);
        if (priority.IsDeferred || priority.Value < 0)
        {
            return priority;
        }

        if (FindScheduled(thread, target) is null)
        {
            return Errno.NoProcess;
        }

        return (policy & ~ResetOnFork) switch
        {
            OtherPolicy or BatchPolicy or IdlePolicy => priority.Value == 0 ? 0 : Errno.Invalid,
            FirstPolicy or RoundPolicy => Errno.NotPermitted, // no thread here may keep the processor from all others
            _ => Errno.Invalid,
        };
    }

    private static CallResult SetScheduling(Thread thread, int target, ulong address)
    {
        if (target < 0 || address == 0)
        {
            return Errno.Invalid;
        }

        CallResult priority = ReadPriority(thread, address);
        return priority.IsDeferred || priority.Value < 0 ? priority
            : FindScheduled(thread, target) is null ? Errno.NoProcess
            : priority.Value == 0 ? 0 : Errno.Invalid;
    }

    private static CallResult TellScheduling(Thread thread, int target, ulong address)
    {
        if (target < 0 || address == 0)
        {
            return Errno.Invalid;
        }

        if (FindScheduled(thread, target) is null)
        {
            return Errno.NoProcess;
        }

        Span<byte> room = stackalloc byte[sizeof(int)];
        room.Clear();
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult ReadPriority(Thread thread, ulong address)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        int priority = outcome.IsDone ? BinaryPrimitives.ReadInt32LittleEndian(room) : 0;
        return outcome.IsDone ? priority < 0 ? Errno.Invalid : priority : Finish(thread, outcome);
    }

    private static CallResult TellHighestPriority(int policy) =>
        policy is FirstPolicy or RoundPolicy ? 99 : policy is OtherPolicy or BatchPolicy or IdlePolicy ? 0 : Errno.Invalid;

    private static CallResult TellLowestPriority(int policy) =>
        policy is FirstPolicy or RoundPolicy ? 1 : policy is OtherPolicy or BatchPolicy or IdlePolicy ? 0 : Errno.Invalid;

    private static CallResult TellTimeSlice(Thread thread, int target, ulong address)
    {
        if (target < 0)
        {
            return Errno.Invalid;
        }

        if (FindScheduled(thread, target) is null)
        {
            return Errno.NoProcess;
        }

        FileOutcome outcome = TryWriteTime(thread, address, SliceNanoseconds);
        return Finish(thread, outcome);
    }

    private static CallResult SetAffinity(Thread thread, int target, ulong length, ulong address)
    {
        if (FindScheduled(thread, target) is null)
        {
            return Errno.NoProcess;
        }

        Span<byte> room = stackalloc byte[1];
        FileOutcome outcome = length == 0 ? Errno.Invalid : TryCopyIn(thread, address, room);
        return outcome.IsDone ? (room[0] & 1) != 0 ? 0 : Errno.Invalid : Finish(thread, outcome);
    }

    private static CallResult TellAffinity(Thread thread, int target, ulong length, ulong address)
    {
        if (length < MaskBytes || (length & (MaskBytes - 1)) != 0)
        {
            return Errno.Invalid;
        }

        if (FindScheduled(thread, target) is null)
        {
            return Errno.NoProcess;
        }

        Span<byte> room = stackalloc byte[(int)MaskBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(room, 1);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome, (long)MaskBytes);
    }

    private static CallResult TellProcessor(Thread thread, ulong processorAddress, ulong nodeAddress)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        room.Clear();
        FileOutcome outcome = processorAddress == 0 ? FileOutcome.Done : TryCopyOut(thread, processorAddress, room);
        outcome = outcome.IsDone && nodeAddress != 0 ? TryCopyOut(thread, nodeAddress, room) : outcome;
        return Finish(thread, outcome);
    }

    private static Thread? FindScheduled(Thread thread, int id) => id == 0 ? thread : thread.Process.Container.FindThread(id);
}
