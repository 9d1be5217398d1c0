using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>A file that gives the signals that wait for whoever reads it (signalfd(2)).</summary>
/// <remarks>Owns: which signals. Does not own: the signals, which are the reader's, so that a child that inherits the file reads its own.</remarks>
internal sealed class SignalFile : Inode
{
    /// <summary>struct signalfd_siginfo.</summary>
    public const int RecordBytes = 128;

    private const ushort OwnerReadsAndWrites = 0x180;

    private readonly Scheduler _scheduler;

    /// <param name="owner">Where inodes without names live.</param>
    /// <param name="scheduler">Knows who reads.</param>
    /// <param name="wanted">What is given.</param>
    public SignalFile(AnonymousFileSystem owner, Scheduler scheduler, SignalSet wanted)
        : base(owner, owner.NextNumber(), InodeKind.None, InodeTimes.Fixed)
    {
        Permissions = OwnerReadsAndWrites;
        _scheduler = scheduler;
        Wanted = wanted;
    }

    public SignalSet Wanted { get; set; }

    public override bool IsRecordStream => true;

    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (into.Length < RecordBytes)
        {
            return Errno.Invalid;
        }

        while (into.Length - count >= RecordBytes && _scheduler.Running is { } reader && reader.TryTakeQueued(Wanted, out SignalInfo info))
        {
            Write(in info, into.Slice(count, RecordBytes));
            count += RecordBytes;
        }

        return count != 0 ? FileOutcome.Done : FileOutcome.Blocks(_scheduler.SignalQueued);
    }

    [NoAllocation]
    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _scheduler.SignalQueued;
        bool isReady = _scheduler.Running is { } reader && !((reader.Pending.Set | reader.Process.Pending.Set) & Wanted).IsEmpty;
        return isReady ? PollEvents.Readable : PollEvents.None;
    }

    private static void Write(in SignalInfo info, Span<byte> into)
    {
        into.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(into, (int)info.Signal);
        BinaryPrimitives.WriteInt32LittleEndian(into[8..], info.Code);
        if (info.Code > 0 && SignalSet.Synchronous.Contains(info.Signal))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(into[72..], info.Value);
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(into[12..], info.Process);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], info.User);
        if (info.Signal == Signal.Child && info.Code > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(into[40..], info.Status);
            BinaryPrimitives.WriteUInt64LittleEndian(into[56..], info.UserTime / SignalInformation.ClockTick);
            BinaryPrimitives.WriteUInt64LittleEndian(into[64..], info.SystemTime / SignalInformation.ClockTick);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(into[44..], unchecked((int)info.Value));
            BinaryPrimitives.WriteUInt64LittleEndian(into[48..], info.Value);
        }
    }
}
