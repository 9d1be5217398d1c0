using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>
/// Waiting for files named by bits (select(2)). The sets are looked at twice: as long as nothing is ready they stay as the program made them.
/// </remarks>
public partial class LinuxPersonality
{
    private const int BitsInWord = 64;
    private const int SelectSets = 3;
    private const int MaskArgumentBytes = 16;

    private CallResult Select(Thread thread, int count, ulong reading, ulong writing, ulong exceptional, ulong time)
    {
        ref CallProgress progress = ref thread.BeginCall();
        Span<byte> room = stackalloc byte[TimeLayout.Bytes];
        if (progress.Deadline == 0)
        {
            FileOutcome outcome = time == 0 ? FileOutcome.Done : TryCopyIn(thread, time, room);
            ulong nanoseconds = ulong.MaxValue;
            if (outcome.IsDone && time != 0 && !TimeLayout.TryReadTimeout(room, out nanoseconds))
            {
                return Errno.Invalid;
            }

            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            SetDeadline(thread, ref progress, nanoseconds);
        }

        CallResult result = SelectFiles(thread, count, [reading, writing, exceptional]);
        if (!result.IsDeferred && time != 0)
        {
            ulong now = thread.Process.Container.Scheduler.Clocks.Nanoseconds;
            ulong left = progress.Deadline > now ? progress.Deadline - now : 0;
            TimeLayout.WriteMicroseconds(left, room);
            _ = TryCopyOut(thread, time, room); // a time that cannot be written is left as it is
        }

        return result;
    }

    /// <param name="thread">Who calls.</param>
    /// <param name="count">One more than the highest descriptor.</param>
    /// <param name="reading">A set, or 0.</param>
    /// <param name="writing">A set, or 0.</param>
    /// <param name="exceptional">A set, or 0.</param>
    /// <param name="time">A timespec, or 0.</param>
    /// <param name="maskArgument">The mask's address and its size, since there are only six registers; or 0.</param>
    private CallResult SelectMasked(Thread thread, int count, ulong reading, ulong writing, ulong exceptional, ulong time, ulong maskArgument)
    {
        ref CallProgress progress = ref thread.BeginCall();
        Span<byte> room = stackalloc byte[MaskArgumentBytes];
        room.Clear();
        FileOutcome outcome = maskArgument != 0 && progress.Deadline == 0 ? TryCopyIn(thread, maskArgument, room) : FileOutcome.Done;
        ulong mask = BinaryPrimitives.ReadUInt64LittleEndian(room);
        outcome = outcome.IsDone ? TryBeginTimed(thread, ref progress, time, mask, BinaryPrimitives.ReadUInt64LittleEndian(room[8..])) : outcome;
        CallResult result = outcome.IsDone ? SelectFiles(thread, count, [reading, writing, exceptional]) : Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        return FinishTimed(thread, result, time);
    }

    private CallResult SelectFiles(Thread thread, int count, ReadOnlySpan<ulong> sets)
    {
        if (count < 0)
        {
            return Errno.Invalid;
        }

        count = Math.Min(count, thread.Process.Descriptors.Limit);
        ref CallProgress progress = ref thread.Progress;
        PollWait wait = BeginPolling(ref progress);
        FileOutcome outcome = TrySelect(thread, count, sets, wait, out int ready);
        if (outcome.IsDone && (ready != 0 || thread.Process.Container.Scheduler.Clocks.Nanoseconds >= progress.Deadline))
        {
            outcome = TrySelect(thread, count, sets, null, out ready);
            return outcome.IsWaiting ? Finish(thread, outcome) : EndPolling(ref progress, outcome.IsDone ? ready : outcome.Error);
        }

        return outcome.IsDone ? WaitForFiles(thread, ref progress, wait)
            : outcome.IsWaiting ? Finish(thread, outcome)
            : EndPolling(ref progress, outcome.Error);
    }

    /// <summary>Looks at all files of the sets: notes whom to wait for, or, without <paramref name="wait"/>, writes down what is ready.</summary>
    private static FileOutcome TrySelect(Thread thread, int count, ReadOnlySpan<ulong> sets, PollWait? wait, out int ready)
    {
        ready = 0;
        Span<ulong> words = stackalloc ulong[SelectSets];
        for (int first = 0; first < count; first += BitsInWord)
        {
            ulong used = count - first >= BitsInWord ? ulong.MaxValue : (1UL << (count - first)) - 1;
            FileOutcome outcome = TryReadWords(thread, sets, first, used, words);
            outcome = outcome.IsDone ? CheckWords(thread, first, wait, words, ref ready) : outcome;
            outcome = outcome.IsDone && wait is null ? TryWriteWords(thread, sets, first, words) : outcome;
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>Leaves in the words the bits of files that are ready.</summary>
    private static Errno CheckWords(Thread thread, int first, PollWait? wait, Span<ulong> words, ref int ready)
    {
        ulong left = words[0] | words[1] | words[2];
        while (left != 0)
        {
            int bit = System.Numerics.BitOperations.TrailingZeroCount(left);
            ulong mask = 1UL << bit;
            left &= ~mask;
            if (!thread.Process.Descriptors.Get(first + bit, SystemCallRights.Holding).Ok(out OpenFile? file, out _))
            {
                return Errno.BadDescriptor;
            }

            PollEvents asked = ((words[0] & mask) != 0 ? PollEvents.Readable : PollEvents.None)
                | ((words[1] & mask) != 0 ? PollEvents.Writable : PollEvents.None)
                | ((words[2] & mask) != 0 ? PollEvents.Priority : PollEvents.None);
            PollEvents found = wait is not null ? wait.Check(file, asked) : file.Poll(out _) & (asked | PollEvents.Always);
            PollEvents alone = (asked & ~PollEvents.Priority) == PollEvents.None ? PollEvents.Always : PollEvents.None;
            Retain(words, 0, mask, found & (PollEvents.Readable | PollEvents.Always), ref ready);
            Retain(words, 1, mask, found & (PollEvents.Writable | PollEvents.Always), ref ready);
            Retain(words, 2, mask, found & (PollEvents.Priority | alone), ref ready);
        }

        return Errno.None;
    }

    private static void Retain(Span<ulong> words, int set, ulong mask, PollEvents found, ref int ready)
    {
        if (found == PollEvents.None)
        {
            words[set] &= ~mask;
        }
        else
        {
            ready += (words[set] & mask) != 0 ? 1 : 0;
        }
    }

    private static FileOutcome TryReadWords(Thread thread, ReadOnlySpan<ulong> sets, int first, ulong used, Span<ulong> words)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < SelectSets; i++)
        {
            room.Clear();
            FileOutcome outcome = sets[i] == 0 ? FileOutcome.Done : TryCopyIn(thread, unchecked(sets[i] + (ulong)(first / 8)), room);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(room) & used;
        }

        return FileOutcome.Done;
    }

    private static FileOutcome TryWriteWords(Thread thread, ReadOnlySpan<ulong> sets, int first, ReadOnlySpan<ulong> words)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < SelectSets; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, words[i]);
            FileOutcome outcome = sets[i] == 0 ? FileOutcome.Done : TryCopyOut(thread, unchecked(sets[i] + (ulong)(first / 8)), room);
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }
}
