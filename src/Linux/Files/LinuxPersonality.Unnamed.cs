using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Files without names (pipe(2), eventfd(2), memfd_create(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint CounterSemaphore = 1;
    private const uint MemoryFileCloseOnExecute = 1;

    /// <summary>All but MFD_HUGETLB. Seals are never set, so that allowing or forbidding them is the same.</summary>
    private const uint MemoryFileKnown = 0x1b;
    private const int MostMemoryFileName = 250;
    private const ushort EverybodyAll = 0x1ff;

    /// <summary>Where pipes, counters, timers and poll sets live.</summary>
    public required AnonymousFileSystem Anonymous { get; init; }

    /// <summary>Where memory files live (memfd_create(2)).</summary>
    public required TmpFileSystem MemoryFiles { get; init; }

    private CallResult MakePipe(Thread thread, ulong into, uint flags)
    {
        const uint Direct = 0x4000; // packets, which there are none of
        if ((flags & ~(OpenBits.CloseOnExecute | OpenBits.NonBlocking)) != 0)
        {
            return (flags & ~(OpenBits.CloseOnExecute | OpenBits.NonBlocking | Direct)) == 0 ? Errno.NotSupported : Errno.Invalid;
        }

        // Where the numbers go is touched first, so that nothing is undone.
        Span<byte> room = stackalloc byte[2 * sizeof(int)];
        room.Clear();
        FileOutcome outcome = TryReachAll(thread, into, room.Length);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        DescriptorTable descriptors = thread.Process.Descriptors;
        Errno refused = descriptors.CheckPurse();
        if (refused != Errno.None)
        {
            return refused;
        }

        OpenFlags opened = (flags & OpenBits.NonBlocking) != 0 ? OpenFlags.NonBlocking : OpenFlags.None;
        _ = Anonymous.CreatePipe(thread.Process.Paths.Who, opened, out OpenFile reader, out OpenFile writer);
        if (!descriptors.AddNew(reader, DescriptorFlagsOf(flags)).Ok(out int first, out Errno error))
        {
            writer.Close();
            return error;
        }

        if (!descriptors.AddNew(writer, DescriptorFlagsOf(flags)).Ok(out int second, out error))
        {
            _ = descriptors.Close(first);
            return error;
        }

        BinaryPrimitives.WriteInt32LittleEndian(room, first);
        BinaryPrimitives.WriteInt32LittleEndian(room[sizeof(int)..], second);
        outcome = TryCopyOut(thread, into, room);
        if (!outcome.IsDone)
        {
            _ = descriptors.Close(second);
            _ = descriptors.Close(first);
        }

        return Finish(thread, outcome);
    }

    private CallResult MakeCounter(Thread thread, uint count, uint flags)
    {
        if ((flags & ~(CounterSemaphore | OpenBits.CloseOnExecute | OpenBits.NonBlocking)) != 0)
        {
            return Errno.Invalid;
        }

        EventCounterMode mode = (flags & CounterSemaphore) != 0 ? EventCounterMode.Semaphore : EventCounterMode.Counter;
        return AddUnnamed(thread, new EventCounter(Anonymous, count, mode), OpenFlags.Read | OpenFlags.Write, flags);
    }

    private CallResult MakeMemoryFile(Thread thread, ulong name, uint flags)
    {
        FileOutcome outcome = TryReadPath(thread, name, out PathText text);
        outcome = outcome.Error == Errno.NameTooLong || text.Length >= MostMemoryFileName ? Errno.Invalid : outcome;
        outcome = (flags & ~MemoryFileKnown) != 0 ? Errno.Invalid : outcome;
        outcome = outcome.IsDone ? thread.Process.Descriptors.CheckPurse() : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Credentials who = thread.Process.Paths.Who;
        OpenFile file = new(default, MemoryFiles.CreateUnnamed(EverybodyAll, who, thread.Process.Memory!.Account), OpenFlags.Read | OpenFlags.Write, RightsTable.Applicable(ObjectType.File));
        DescriptorFlags kept = (flags & MemoryFileCloseOnExecute) != 0 ? DescriptorFlags.CloseOnExecute : DescriptorFlags.None;
        return CallResult.Of(thread.Process.Descriptors.AddNew(file, kept));
    }

    private static CallResult AddUnnamed(Thread thread, Inode inode, OpenFlags opened, uint flags)
    {
        Errno refused = thread.Process.Descriptors.CheckPurse();
        if (refused != Errno.None)
        {
            return refused;
        }

        opened |= (flags & OpenBits.NonBlocking) != 0 ? OpenFlags.NonBlocking : OpenFlags.None;
        OpenFile file = AnonymousFileSystem.Open(inode, opened);
        return CallResult.Of(thread.Process.Descriptors.AddNew(file, DescriptorFlagsOf(flags)));
    }

    /// <summary>Sees to it that a few bytes can be written, without writing them.</summary>
    private static FileOutcome TryReachAll(Thread thread, ulong address, int length)
    {
        FileBuffer buffer = BufferOf(thread, address, (ulong)length);
        for (int done = 0; done < length;)
        {
            FileOutcome outcome = buffer.TryReach((ulong)done, Memory.Access.Write, out Span<byte> reached);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            done += reached.Length;
        }

        return FileOutcome.Done;
    }
}
