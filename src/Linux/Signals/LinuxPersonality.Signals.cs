using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Signals: what is done on them, the mask, waiting for them (sigaction(2), sigprocmask(2), sigsuspend(2), sigtimedwait(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const ulong SetBytes = 8;
    private const int ActionBytes = 32;
    private const ulong LeastSignalStack = 2048;
    private const int BlockSignals = 0;
    private const int UnblockSignals = 1;
    private const int SetSignals = 2;

    private static CallResult ChangeSignalAction(Thread thread, int number, ulong address, ulong oldAddress, ulong setBytes)
    {
        Signal signal = (Signal)number;
        bool isChangeable = signal is >= Signal.HangUp and <= Signal.Last and not (Signal.Kill or Signal.Stop);
        if (setBytes != SetBytes || signal is < Signal.HangUp or > Signal.Last || (!isChangeable && address != 0))
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[ActionBytes];
        SignalAction wanted = default;
        if (address != 0)
        {
            FileOutcome read = TryCopyIn(thread, address, room);
            if (!read.IsDone)
            {
                return Finish(thread, read);
            }

            wanted.Handler = BinaryPrimitives.ReadUInt64LittleEndian(room);
            wanted.Flags = (SignalFlags)unchecked((uint)BinaryPrimitives.ReadUInt64LittleEndian(room[8..]));
            wanted.Restorer = BinaryPrimitives.ReadUInt64LittleEndian(room[16..]);
            wanted.Mask = new SignalSet(BinaryPrimitives.ReadUInt64LittleEndian(room[24..])) - SignalSet.Unstoppable;
        }

        if (oldAddress != 0)
        {
            ref readonly SignalAction old = ref thread.Process.Actions[signal];
            BinaryPrimitives.WriteUInt64LittleEndian(room, old.Handler);
            BinaryPrimitives.WriteUInt64LittleEndian(room[8..], (ulong)old.Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(room[16..], old.Restorer);
            BinaryPrimitives.WriteUInt64LittleEndian(room[24..], old.Mask.Bits);
            FileOutcome written = TryCopyOut(thread, oldAddress, room);
            if (!written.IsDone)
            {
                return Finish(thread, written);
            }
        }

        if (address != 0)
        {
            thread.Process.SetAction(signal, in wanted);
        }

        return 0;
    }

    private static CallResult ChangeSignalMask(Thread thread, int how, ulong address, ulong oldAddress, ulong setBytes)
    {
        if (setBytes != SetBytes)
        {
            return Errno.Invalid;
        }

        SignalSet old = thread.Blocked;
        SignalSet wanted = default;
        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryReadSet(thread, address, out wanted);
        if (outcome.IsDone && address != 0 && how is < BlockSignals or > SetSignals)
        {
            return Errno.Invalid;
        }

        outcome = outcome.IsDone && oldAddress != 0 ? TryWriteSet(thread, oldAddress, old) : outcome;
        if (outcome.IsDone && address != 0)
        {
            thread.Blocked = how switch
            {
                BlockSignals => old | wanted,
                UnblockSignals => old - wanted,
                _ => wanted,
            };
        }

        return Finish(thread, outcome);
    }

    private static CallResult TellPendingSignals(Thread thread, ulong address, ulong setBytes)
    {
        if (setBytes > SetBytes)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryWriteSet(thread, address, (thread.Pending.Set | thread.Process.Pending.Set) & thread.Blocked);
        return Finish(thread, outcome);
    }

    private static CallResult Pause(Thread thread)
    {
        if (thread.IsInterrupted)
        {
            thread.InterruptCall(RestartRule.UnlessHandled);
        }
        else
        {
            thread.Park(WaitKind.Interruptible);
        }

        return CallResult.Deferred;
    }

    private static CallResult SuspendForSignal(Thread thread, ulong address, ulong setBytes)
    {
        if (setBytes != SetBytes)
        {
            return Errno.Invalid;
        }

        if (thread.MaskToRestore is null)
        {
            FileOutcome outcome = TryReadSet(thread, address, out SignalSet wanted);
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            thread.MaskToRestore = thread.Blocked;
            thread.Blocked = wanted;
        }

        return Pause(thread);
    }

    private static CallResult WaitForSignal(Thread thread, ulong setAddress, ulong infoAddress, ulong timeAddress, ulong setBytes)
    {
        if (setBytes != SetBytes)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadSet(thread, setAddress, out SignalSet wanted);
        ulong nanoseconds = 0;
        outcome = outcome.IsDone && timeAddress != 0 ? TryReadTime(thread, timeAddress, out nanoseconds) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        wanted -= SignalSet.Unstoppable;
        ref CallProgress progress = ref thread.BeginCall();
        if (thread.TryTakeQueued(wanted, out SignalInfo info))
        {
            RestoreMask(thread);
            return Deliver(thread, infoAddress, in info);
        }

        ulong now = thread.Process.Container.Scheduler.Clocks.Nanoseconds;
        if (progress.Step == 0)
        {
            progress.Step = 1;
            progress.Deadline = timeAddress == 0 ? ulong.MaxValue : Later(now, nanoseconds);
        }

        if (now >= progress.Deadline)
        {
            RestoreMask(thread);
            return Errno.Again;
        }

        // What is waited for is let through while the thread sleeps, so that its coming ends the sleep.
        thread.MaskToRestore ??= thread.Blocked;
        thread.Blocked = thread.MaskToRestore.Value - wanted;
        if (thread.IsInterrupted)
        {
            RestoreMask(thread);
            return Errno.Interrupted;
        }

        Doze(thread, progress.Deadline);
        return CallResult.Deferred;
    }

    private static CallResult Deliver(Thread thread, ulong address, in SignalInfo info)
    {
        if (address == 0)
        {
            return (long)info.Signal;
        }

        Span<byte> room = stackalloc byte[SignalInformation.Bytes];
        SignalInformation.Write(room, in info);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return outcome.IsDone ? (long)info.Signal : Errno.BadAddress;
    }

    private static CallResult ChangeSignalStack(Thread thread, ulong address, ulong oldAddress)
    {
        Span<byte> room = stackalloc byte[24];
        SignalStack old = thread.AlternateStack;
        bool isOn = !old.IsAutomatic && old.Contains(thread.Registers.Rsp);
        SignalStack wanted = default;
        if (address != 0)
        {
            FileOutcome read = TryCopyIn(thread, address, room);
            if (!read.IsDone)
            {
                return Finish(thread, read);
            }

            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(room[8..]);
            if (isOn)
            {
                return Errno.NotPermitted;
            }

            if ((flags & ~(OnStack | StackDisabled | AutoDisarm)) != 0)
            {
                return Errno.Invalid;
            }

            if ((flags & StackDisabled) == 0)
            {
                wanted.Base = BinaryPrimitives.ReadUInt64LittleEndian(room);
                wanted.Size = BinaryPrimitives.ReadUInt64LittleEndian(room[16..]);
                wanted.IsAutomatic = (flags & AutoDisarm) != 0;
                if (wanted.Size < LeastSignalStack)
                {
                    return Errno.NoMemory;
                }
            }
        }

        if (oldAddress != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, old.Base);
            uint flags = (!old.IsSet ? StackDisabled : isOn ? OnStack : 0) | (old.IsAutomatic ? AutoDisarm : 0);
            BinaryPrimitives.WriteUInt64LittleEndian(room[8..], flags);
            BinaryPrimitives.WriteUInt64LittleEndian(room[16..], old.Size);
            FileOutcome written = TryCopyOut(thread, oldAddress, room);
            if (!written.IsDone)
            {
                return Finish(thread, written);
            }
        }

        if (address != 0)
        {
            thread.AlternateStack = wanted;
        }

        return 0;
    }

    private static FileOutcome TryReadSet(Thread thread, ulong address, out SignalSet set)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        set = new SignalSet(outcome.IsDone ? BinaryPrimitives.ReadUInt64LittleEndian(room) : 0);
        return outcome;
    }

    private static FileOutcome TryWriteSet(Thread thread, ulong address, SignalSet set)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, set.Bits);
        return TryCopyOut(thread, address, room);
    }

    /// <summary>The mask that a call has changed for its own time is as it was.</summary>
    private static void RestoreMask(Thread thread)
    {
        if (thread.MaskToRestore is { } mask)
        {
            thread.MaskToRestore = null;
            thread.Blocked = mask;
        }
    }
}
