using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>What a program says about its memory, and asks (madvise(2), msync(2), mincore(2), mlock(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint SyncAsynchronously = 1;
    private const uint SyncInvalidate = 2;
    private const uint SyncNow = 4;
    private const int DontNeed = 4;
    private const int FreeLater = 8;
    private const int PopulateRead = 22;
    private const int PopulateWrite = 23;
    private const uint LockOnFault = 1;
    private const uint LockAllFlags = 7;
    private const int ResidentChunk = 256;

    private static CallResult AdviseMemory(Thread thread, ulong address, ulong length, int advice)
    {
        bool isNothing = length == 0;
        if ((address & InPage) != 0 || !TryMakeRange(address, isNothing ? 1 : length, out PageRange range))
        {
            return Errno.Invalid;
        }

        Rights changes = advice is DontNeed or FreeLater ? Rights.Unmap : Rights.None;
        if (!thread.Process.GetMemory(changes).Ok(out ProgramMemory? memory, out Errno refused))
        {
            return refused;
        }

        AddressSpace space = memory.Space;
        ref CallProgress progress = ref thread.BeginCall();
        if (!isNothing && advice is PopulateRead or PopulateWrite)
        {
            FaultOutcome populated = space.TryPopulate(range, advice == PopulateRead ? Access.Read : Access.Write, ref progress.Copy);
            FileOutcome outcome = FileOutcome.FromProgram(populated);
            return Finish(thread, outcome);
        }

        Advice? known = advice switch
        {
            3 => Advice.WillNeed,
            DontNeed => Advice.DontNeed,
            FreeLater => Advice.Free,
            14 => Advice.LargePages,
            15 => Advice.NoLargePages,
            20 => Advice.Cold,
            21 => Advice.Cold,
            _ => null,
        };
        if (known is null)
        {
            // NORMAL, RANDOM, SEQUENTIAL, (DONT)FORK, (UN)MERGEABLE, (DONT)DUMP, (WIPE|KEEP)ONFORK: nothing here depends on the first three and the dump ones.
            return advice is 0 or 1 or 2 or 12 or 13 or 16 or 17 || (isNothing && advice is PopulateRead or PopulateWrite) ? 0 : Errno.Invalid;
        }

        return isNothing ? 0 : Repeat(thread, space.Advise(range, known.Value, ref progress.Copy));
    }

    private static CallResult SyncMemory(Thread thread, ulong address, ulong length, uint flags)
    {
        if ((address & InPage) != 0 || (flags & ~(SyncAsynchronously | SyncInvalidate | SyncNow)) != 0
            || (flags & (SyncAsynchronously | SyncNow)) == (SyncAsynchronously | SyncNow))
        {
            return Errno.Invalid;
        }

        if (length == 0)
        {
            return 0;
        }

        if (!TryMakeRange(address, length, out PageRange range))
        {
            return Errno.NoMemory;
        }

        ref CallProgress progress = ref thread.BeginCall();
        if (!thread.Process.GetMemory(Rights.None).Ok(out ProgramMemory? memory, out Errno refused))
        {
            return refused;
        }

        AddressSpace space = memory.Space;
        PageNumber at = range.Start + progress.Value;
        while (at < range.End)
        {
            if (!space.TryView(at, out RegionView view) || view.Range.Start > at)
            {
                return Errno.NoMemory;
            }

            if ((flags & SyncNow) != 0 && (view.Flags & RegionFlags.Shared) != 0 && view.Object?.Tag is Inode file)
            {
                FileOutcome outcome = file.TrySync(SyncKind.Contents, ref progress.File);
                if (!outcome.IsDone)
                {
                    return Finish(thread, outcome);
                }

                progress.File = default;
            }

            at = view.Range.End;
            progress.Value = at - range.Start;
        }

        return 0;
    }

    private static CallResult TellResident(Thread thread, ulong address, ulong length, ulong resultAddress)
    {
        if ((address & InPage) != 0)
        {
            return Errno.Invalid;
        }

        if (length == 0)
        {
            return 0;
        }

        if (!TryMakeRange(address, length, out PageRange range))
        {
            return Errno.NoMemory;
        }

        if (!thread.Process.GetMemory(Rights.Read).Ok(out ProgramMemory? memory, out Errno refused))
        {
            return refused;
        }

        AddressSpace space = memory.Space;
        Span<byte> room = stackalloc byte[ResidentChunk];
        for (ulong done = 0; done < range.Count;)
        {
            int count = (int)Math.Min(ResidentChunk, range.Count - done);
            for (int i = 0; i < count; i++)
            {
                PageNumber page = range.Start + done + (ulong)i;
                if (space.IsFree(PageRange.Of(page, 1)))
                {
                    return Errno.NoMemory;
                }

                room[i] = space.IsResident(page) ? (byte)1 : (byte)0;
            }

            FileOutcome outcome = TryCopyOut(thread, resultAddress + done, room[..count]);
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            done += (ulong)count;
        }

        return 0;
    }

    private static CallResult LockMemory(Thread thread, ulong address, ulong length, uint flags)
    {
        if ((flags & ~LockOnFault) != 0)
        {
            return Errno.Invalid;
        }

        Errno bad = FindPagesOf(address, length, out PageRange range);
        if (bad != Errno.None || length == 0)
        {
            return bad;
        }

        if (!thread.Process.GetMemory(Rights.Protect).Ok(out ProgramMemory? memory, out Errno refused))
        {
            return refused;
        }

        ref CallProgress progress = ref thread.BeginCall();
        AddressSpace space = memory.Space;
        if (progress.Step == 0)
        {
            Errno error = space.Lock(range);
            if (error != Errno.None)
            {
                return Repeat(thread, error);
            }

            progress.Step = 1;
        }

        if (flags == LockOnFault)
        {
            return 0;
        }

        FileOutcome outcome = FileOutcome.FromProgram(space.TryPopulate(range, Access.Read, ref progress.Copy));
        return outcome.IsWaiting ? Finish(thread, outcome) : outcome.IsDone ? 0 : Errno.NoMemory;
    }

    private static CallResult UnlockMemory(Thread thread, ulong address, ulong length)
    {
        Errno bad = FindPagesOf(address, length, out PageRange range);
        if (bad != Errno.None || length == 0)
        {
            return bad;
        }

        return thread.Process.GetMemory(Rights.Protect).Ok(out ProgramMemory? memory, out Errno refused) ? Repeat(thread, memory.Space.Unlock(range)) : refused;
    }

    /// <summary>The pages that hold a range of bytes, which need not begin with a page (mlock(2)).</summary>
    private static Errno FindPagesOf(ulong address, ulong length, out PageRange range)
    {
        range = default;
        ulong before = address & InPage;
        if (length > ulong.MaxValue - InPage - before)
        {
            return Errno.Invalid; // the end wraps around
        }

        return length == 0 || TryMakeRange(address - before, length + before, out range) ? Errno.None : Errno.NoMemory;
    }

    private static CallResult LockAllMemory(Thread thread, uint flags)
    {
        if (flags == 0 || (flags & ~LockAllFlags) != 0)
        {
            return Errno.Invalid;
        }

        return thread.Process.GetMemory(Rights.Protect).Ok(out ProgramMemory? memory, out Errno refused) ? Repeat(thread, memory.Space.LockAll()) : refused;
    }

    private static CallResult UnlockAllMemory(Thread thread) =>
        thread.Process.GetMemory(Rights.Protect).Ok(out ProgramMemory? memory, out Errno refused) ? Repeat(thread, memory.Space.UnlockAll()) : refused;
}
