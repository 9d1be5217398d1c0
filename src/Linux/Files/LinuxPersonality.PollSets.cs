using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Sets of files to wait for (epoll(7)).</remarks>
public partial class LinuxPersonality
{
    private const int PollEventBytes = 12;
    private const int MostPollResults = 64;
    private const int PollSetAdd = 1;
    private const int PollSetRemove = 2;
    private const int PollSetModify = 3;
    private const uint PollSetOneShot = 1u << 30;
    private const uint PollSetEdgeTriggered = 1u << 31;

    private CallResult MakePollSet(Thread thread, uint flags) =>
        (flags & ~OpenBits.CloseOnExecute) != 0 ? Errno.Invalid : AddUnnamed(thread, new PollSet(Anonymous), OpenFlags.Read, flags);

    /// <summary>EPOLLEXCLUSIVE and EPOLLWAKEUP are accepted and change nothing.</summary>
    private static CallResult ChangePollSet(Thread thread, int descriptor, int operation, int watched, ulong address)
    {
        Span<byte> room = stackalloc byte[PollEventBytes];
        FileOutcome outcome = operation == PollSetRemove ? FileOutcome.Done : TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            | !descriptors.Get(watched, SystemCallRights.Holding).Ok(out OpenFile? other, out Errno otherError))
        {
            return error != Errno.None ? error : otherError;
        }

        if (file!.Inode is not PollSet set || other == file)
        {
            return Errno.Invalid;
        }

        uint events = BinaryPrimitives.ReadUInt32LittleEndian(room);
        ulong cookie = BinaryPrimitives.ReadUInt64LittleEndian(room[4..]);
        PollEvents interest = (PollEvents)(events & (uint)PollEvents.All);
        PollEntryMode mode = ((events & PollSetOneShot) != 0 ? PollEntryMode.OneShot : PollEntryMode.None)
            | ((events & PollSetEdgeTriggered) != 0 ? PollEntryMode.EdgeTriggered : PollEntryMode.None);
        return operation switch
        {
            PollSetAdd => set.Add(other!, watched, interest, mode, cookie),
            PollSetModify => set.Modify(other!, watched, interest, mode, cookie),
            PollSetRemove => set.Remove(other!, watched),
            _ => Errno.Invalid,
        };
    }

    private static CallResult WaitForPollSet(Thread thread, int descriptor, ulong into, int count, int milliseconds, ulong mask, ulong maskBytes)
    {
        ref CallProgress progress = ref thread.BeginCall();
        ulong nanoseconds = milliseconds < 0 ? ulong.MaxValue : (ulong)milliseconds * PerMillisecond;
        FileOutcome outcome = FileOutcome.Done;
        if (progress.Deadline == 0)
        {
            outcome = TryBeginTimed(thread, ref progress, 0, mask, maskBytes);
            if (outcome.IsDone)
            {
                progress.Deadline = 0;
                SetDeadline(thread, ref progress, nanoseconds);
            }
        }

        CallResult result = outcome.IsDone ? WaitForPollSet(thread, descriptor, into, count) : Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        return FinishTimed(thread, result, 0);
    }

    private static CallResult WaitForPollSetTimed(Thread thread, int descriptor, ulong into, int count, ulong time, ulong mask, ulong maskBytes)
    {
        ref CallProgress progress = ref thread.BeginCall();
        FileOutcome outcome = TryBeginTimed(thread, ref progress, time, mask, maskBytes);
        CallResult result = outcome.IsDone ? WaitForPollSet(thread, descriptor, into, count) : Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        return FinishTimed(thread, result, 0);
    }

    private static CallResult WaitForPollSet(Thread thread, int descriptor, ulong into, int count)
    {
        if (count is <= 0 or > int.MaxValue / PollEventBytes)
        {
            return Errno.Invalid;
        }

        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (file.Inode is not PollSet set)
        {
            return Errno.Invalid;
        }

        // What is told once must arrive: its place is touched before anything is taken.
        int most = Math.Min(count, MostPollResults);
        FileOutcome outcome = TryReachAll(thread, into, most * PollEventBytes);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Span<PollResult> found = stackalloc PollResult[most];
        outcome = set.TryWait(found, out int ready);
        if (!outcome.IsDone)
        {
            return WaitForSet(thread, outcome);
        }

        Span<byte> room = stackalloc byte[MostPollResults * PollEventBytes];
        for (int i = 0; i < ready; i++)
        {
            Span<byte> each = room[(i * PollEventBytes)..];
            BinaryPrimitives.WriteUInt32LittleEndian(each, (uint)found[i].Ready);
            BinaryPrimitives.WriteUInt64LittleEndian(each[4..], found[i].Cookie);
        }

        outcome = TryCopyOut(thread, into, room[..(ready * PollEventBytes)]);
        return Finish(thread, outcome, ready);
    }

    private static CallResult WaitForSet(Thread thread, FileOutcome outcome)
    {
        ulong deadline = thread.Progress.Deadline;
        if (thread.Process.Container.Scheduler.Clocks.Nanoseconds >= deadline)
        {
            return 0;
        }

        CallResult result = Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        if (thread.IsParked && deadline != ulong.MaxValue)
        {
            thread.WakeAt(deadline);
        }

        return result;
    }
}
