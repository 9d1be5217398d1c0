using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Waiting for children (wait4(2), waitid(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint WaitNoHang = 1;
    private const uint WaitStopped = 2;
    private const uint WaitExited = 4;
    private const uint WaitContinued = 8;
    private const uint WaitLeave = 0x0100_0000;
    private const uint WaitNotThread = 0x2000_0000;
    private const uint WaitAll = 0x4000_0000;
    private const uint WaitClone = 0x8000_0000;
    private const uint WaitKinds = WaitNotThread | WaitAll | WaitClone;
    private const int StoppedStatus = 0x7f;
    private const int ContinuedStatus = 0xffff;
    private const int AnyChild = 0;
    private const int OneChild = 1;
    private const int GroupOfChildren = 2;
    private const int UsageBytes = 144;

    private static CallResult WaitForChild(Thread thread, int which, ulong statusAddress, uint options, ulong usageAddress)
    {
        if ((options & ~(WaitNoHang | WaitStopped | WaitContinued | WaitKinds)) != 0)
        {
            return Errno.Invalid;
        }

        if (which == int.MinValue)
        {
            return Errno.NoProcess;
        }

        int kind = which == -1 ? AnyChild : which > 0 ? OneChild : GroupOfChildren;
        int id = which > 0 ? which : which == 0 ? thread.Process.Group.Id : -which;
        CallResult found = FindChanged(thread, kind, id, options | WaitExited, out Process? child);
        if (child is null)
        {
            return found;
        }

        Span<byte> room = stackalloc byte[sizeof(int)];
        int status = child.State == ProcessState.Zombie ? child.ExitStatus
            : child.Report == ChildReport.Stopped ? ((int)child.StopSignal << 8) | StoppedStatus : ContinuedStatus;
        BinaryPrimitives.WriteInt32LittleEndian(room, status);
        FileOutcome outcome = statusAddress == 0 ? FileOutcome.Done : TryCopyOut(thread, statusAddress, room);
        outcome = outcome.IsDone && usageAddress != 0 ? TryWriteUsage(thread, usageAddress, child.EndedRuntime + child.ChildRuntime) : outcome;
        return outcome.IsDone ? Acknowledge(child) : Finish(thread, outcome);
    }

    private static CallResult WaitForChildIdentified(Thread thread, int kind, int id, ulong infoAddress, uint options, ulong usageAddress)
    {
        bool isInvalid = (options & ~(WaitNoHang | WaitStopped | WaitExited | WaitContinued | WaitLeave | WaitKinds)) != 0
            || (options & (WaitStopped | WaitExited | WaitContinued)) == 0 || kind is < AnyChild or > GroupOfChildren;
        if (isInvalid)
        {
            return Errno.Invalid;
        }

        id = kind == GroupOfChildren && id == 0 ? thread.Process.Group.Id : id;
        CallResult found = FindChanged(thread, kind, id, options, out Process? child);
        Span<byte> room = stackalloc byte[SignalInformation.Bytes];
        if (child is null)
        {
            if (found.IsDeferred || found.Value != 0 || infoAddress == 0)
            {
                return found;
            }

            room.Clear(); // nothing has changed, and the caller does not wait
            FileOutcome cleared = TryCopyOut(thread, infoAddress, room);
            return Finish(thread, cleared);
        }

        SignalInformation.Write(room, Describe(child));
        FileOutcome outcome = infoAddress == 0 ? FileOutcome.Done : TryCopyOut(thread, infoAddress, room);
        outcome = outcome.IsDone && usageAddress != 0 ? TryWriteUsage(thread, usageAddress, child.EndedRuntime + child.ChildRuntime) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if ((options & WaitLeave) == 0)
        {
            _ = Acknowledge(child);
        }

        return 0;
    }

    /// <summary>A child with news. Null: the result says why there is none, or that the thread waits.</summary>
    private static CallResult FindChanged(Thread thread, int kind, int id, uint options, out Process? changed)
    {
        changed = null;
        if (!thread.Process.Descriptors.GetHome(Rights.Wait).Ok(out _, out Errno refused))
        {
            return refused;
        }

        bool hasAny = kind == OneChild
            ? Concerns(thread.Process.Container.Find(id) is { } one && one.Parent == thread.Process ? one : null, options, out changed)
            : ConcernsAny(thread.Process.Children, kind, id, options, out changed);
        if (changed is not null)
        {
            return 0;
        }

        if (!hasAny)
        {
            return Errno.NoChild;
        }

        if ((options & WaitNoHang) != 0)
        {
            return 0;
        }

        FileOutcome waits = FileOutcome.Blocks(thread.Process.ChildChanged);
        return Wait(thread, waits, RestartRule.Always);
    }

    /// <summary>Whether the caller means any child; the first with news, if there is one.</summary>
    private static bool ConcernsAny(ProcessList children, int kind, int id, uint options, out Process? changed)
    {
        changed = null;
        bool hasAny = false;
        for (int i = 0; i < children.Count && changed is null; i++)
        {
            hasAny |= (kind != GroupOfChildren || children[i].Group.Id == id) && Concerns(children[i], options, out changed);
        }

        return hasAny;
    }

    /// <summary>Whether this child is of the kind that is waited for; itself, if it has news.</summary>
    private static bool Concerns(Process? child, uint options, out Process? changed)
    {
        changed = null;
        bool isMeant = child is not null && ((options & WaitAll) != 0 || (child.ExitSignal != Signal.Child) == ((options & WaitClone) != 0));
        if (!isMeant)
        {
            return false;
        }

        bool isNews = (child!.State == ProcessState.Zombie && (options & WaitExited) != 0)
            || (child.Report == ChildReport.Stopped && (options & WaitStopped) != 0)
            || (child.Report == ChildReport.Continued && (options & WaitContinued) != 0);
        changed = isNews ? child : null;
        return true;
    }

    private static CallResult Acknowledge(Process child)
    {
        if (child.State == ProcessState.Zombie)
        {
            child.Container.Reap(child);
        }
        else
        {
            _ = child.TakeReport();
        }

        return child.ProcessId;
    }

    private static SignalInfo Describe(Process child)
    {
        bool isZombie = child.State == ProcessState.Zombie;
        int signal = child.ExitStatus & 0x7f;
        return new SignalInfo
        {
            Signal = Signal.Child,
            Process = child.ProcessId,
            User = child.Paths.Who.User,
            Code = !isZombie ? child.Report == ChildReport.Stopped ? SignalCode.ChildStopped : SignalCode.ChildContinued
                : signal == 0 ? SignalCode.ChildExited
                : SignalCode.ChildKilled,
            Status = !isZombie ? child.Report == ChildReport.Stopped ? (int)child.StopSignal : (int)Signal.Continue
                : signal == 0 ? child.ExitStatus >> 8 : signal,
        };
    }

    /// <summary>struct rusage (getrusage(2)); what is not counted is 0.</summary>
    private static FileOutcome TryWriteUsage(Thread thread, ulong address, ulong runtime)
    {
        Span<byte> room = stackalloc byte[UsageBytes];
        room.Clear();
        TimeLayout.WriteMicroseconds(runtime, room);
        return TryCopyOut(thread, address, room);
    }
}
