using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Futexes (futex(2)). The priority-inheriting ones are refused with ENOSYS, upon which libraries do without.</remarks>
public sealed partial class LinuxPersonality
{
    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int FutexRequeue = 3;
    private const int FutexCompareRequeue = 4;
    private const int FutexWakeOperation = 5;
    private const int FutexWaitBits = 9;
    private const int FutexWakeBits = 10;
    private const int FutexCommandMask = 127;
    private const int FutexPrivate = 128;
    private const int FutexRealtime = 256;

    private static CallResult Futex(Thread thread, ulong address, int operation, uint value, ulong fourth, ulong second, uint bits)
    {
        int command = operation & FutexCommandMask;
        if ((address & 3) != 0)
        {
            return Errno.Invalid;
        }

        if (address >= Hal.UserAddress.Limit)
        {
            return Errno.BadAddress;
        }

        int count = unchecked((int)value);
        int most = unchecked((int)fourth);
        switch (command)
        {
            case FutexWait:
                return WaitOnFutex(thread, address, operation, value, fourth, Futexes.AnyBits);
            case FutexWaitBits:
                return bits == 0 ? Errno.Invalid : WaitOnFutex(thread, address, operation, value, fourth, bits);
            case FutexWake:
                return FutexesOf(thread).Wake(KeyOf(thread, address, operation), count, Futexes.AnyBits);
            case FutexWakeBits:
                return bits == 0 ? Errno.Invalid : FutexesOf(thread).Wake(KeyOf(thread, address, operation), count, bits);
            case FutexRequeue:
            case FutexCompareRequeue:
                return Requeue(thread, address, operation, count, most, second, bits);
            case FutexWakeOperation:
                return WakeWithOperation(thread, address, operation, count, most, second, bits);
            default:
                return Errno.NotImplemented;
        }
    }

    private static CallResult WaitOnFutex(Thread thread, ulong address, int operation, uint expected, ulong timeAddress, uint bits)
    {
        FutexWaiter waiter = thread.FutexWaiter;
        if (waiter.TakeWake())
        {
            return 0;
        }

        Futexes futexes = FutexesOf(thread);
        futexes.Cancel(waiter);
        ref CallProgress progress = ref thread.BeginCall();
        ulong now = ClocksOf(thread).Nanoseconds;
        if (progress.Step == 0)
        {
            progress.Deadline = ulong.MaxValue;
            FileOutcome read = timeAddress == 0 ? FileOutcome.Done : TryReadFutexTime(thread, timeAddress, operation, now, out progress.Deadline);
            if (!read.IsDone)
            {
                return Finish(thread, read);
            }

            progress.Step = 1;
        }

        FileOutcome outcome = TryReadFutex(thread, address, out uint found);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (found != expected)
        {
            return Errno.Again;
        }

        if (now >= progress.Deadline)
        {
            return Errno.TimedOut;
        }

        if (thread.IsInterrupted)
        {
            thread.InterruptCall(timeAddress == 0 ? RestartRule.Always : RestartRule.UnlessHandled);
            return CallResult.Deferred;
        }

        futexes.Wait(waiter, KeyOf(thread, address, operation), bits);
        Doze(thread, progress.Deadline);
        return CallResult.Deferred;
    }

    private static CallResult Requeue(Thread thread, ulong address, int operation, int woken, int moved, ulong second, uint expected)
    {
        if ((second & 3) != 0 || woken < 0 || moved < 0)
        {
            return Errno.Invalid;
        }

        bool isComparing = (operation & FutexCommandMask) == FutexCompareRequeue;
        if (isComparing)
        {
            FileOutcome outcome = TryReadFutex(thread, address, out uint found);
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            if (found != expected)
            {
                return Errno.Again;
            }
        }

        int done = FutexesOf(thread).Requeue(KeyOf(thread, address, operation), KeyOf(thread, second, operation), woken, moved, out int requeued);
        return done + requeued;
    }

    private static CallResult WakeWithOperation(Thread thread, ulong address, int operation, int first, int other, ulong second, uint encoded)
    {
        if ((second & 3) != 0)
        {
            return Errno.Invalid;
        }

        if (!FutexOperation.Decode(encoded).Ok(out FutexOperation change, out Errno error))
        {
            return error;
        }

        FileOutcome outcome = TryReadFutex(thread, second, out uint old);
        Span<byte> room = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(room, change.Apply(old));
        outcome = outcome.IsDone ? TryCopyOut(thread, second, room) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        int woken = FutexesOf(thread).Wake(KeyOf(thread, address, operation), first, Futexes.AnyBits);
        return woken + (change.Holds(old) ? FutexesOf(thread).Wake(KeyOf(thread, second, operation), other, Futexes.AnyBits) : 0);
    }

    /// <summary>FUTEX_WAIT's time is a length on the monotonic clock; FUTEX_WAIT_BITSET's a moment on the one that is asked for.</summary>
    private static FileOutcome TryReadFutexTime(Thread thread, ulong address, int operation, ulong now, out ulong deadline)
    {
        deadline = ulong.MaxValue;
        FileOutcome outcome = TryReadTime(thread, address, out ulong wanted);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        bool isMoment = (operation & FutexCommandMask) == FutexWaitBits;
        ulong clock = (operation & FutexRealtime) != 0 ? (ulong)ClocksOf(thread).UnixNanoseconds : now;
        ulong length = !isMoment ? wanted : wanted > clock ? wanted - clock : 0;
        deadline = Later(now, length);
        return FileOutcome.Done;
    }

    private static FileOutcome TryReadFutex(Thread thread, ulong address, out uint value)
    {
        Span<byte> room = stackalloc byte[sizeof(uint)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        value = outcome.IsDone ? BinaryPrimitives.ReadUInt32LittleEndian(room) : 0;
        return outcome;
    }

    private static FutexKey KeyOf(Thread thread, ulong address, int operation)
    {
        AddressSpace space = thread.Process.Memory!.Space;
        VirtualAddress at = new(address);
        return (operation & FutexPrivate) == 0 && space.TryFindShared(at, out VmObject? pages, out ulong offset)
            ? FutexKey.Shared(pages, offset)
            : FutexKey.Private(space, at);
    }

    private static Futexes FutexesOf(Thread thread) => thread.Process.Container.Scheduler.Futexes;
}
