using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A number that is added to by writing and taken by reading (eventfd(2)).</summary>
/// <remarks>Invariant: the number is at most <see cref="Most"/>. A read waits while it is 0, a write while the sum would be more.</remarks>
public sealed class EventCounter : Inode
{
    public const ulong Most = ulong.MaxValue - 1;

    private const int Bytes = 8;

    private readonly EventCounterMode _mode;
    private readonly FileEvent _changed = new();
    private ulong _count;

    /// <param name="owner">Where inodes without names live.</param>
    /// <param name="count">What it starts with.</param>
    /// <param name="mode">What a read takes.</param>
    public EventCounter(AnonymousFileSystem owner, uint count, EventCounterMode mode)
        : base(owner, owner.NextNumber(), InodeKind.None, InodeTimes.Fixed)
    {
        Permissions = AnonymousFileSystem.OwnerReadsAndWrites;
        _count = count;
        _mode = mode;
    }

    public override bool IsRecordStream => true;

    [NoAllocation]
    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (into.Length < Bytes)
        {
            return Errno.Invalid;
        }

        if (_count == 0)
        {
            return FileOutcome.Blocks(_changed);
        }

        ulong taken = _mode == EventCounterMode.Semaphore ? 1 : _count;
        _count -= taken;
        BinaryPrimitives.WriteUInt64LittleEndian(into, taken);
        count = Bytes;
        _changed.WakeAll(PollEvents.Writable);
        return FileOutcome.Done;
    }

    [NoAllocation]
    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = 0;
        ulong added = from.Length < Bytes ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(from);
        if (added == ulong.MaxValue)
        {
            return Errno.Invalid;
        }

        if (added > Most - _count)
        {
            return FileOutcome.Blocks(_changed);
        }

        _count += added;
        count = from.Length; // what lies beyond the number is taken and ignored
        _changed.WakeAll(PollEvents.Readable);
        return FileOutcome.Done;
    }

    [NoAllocation]
    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _changed;
        return (_count != 0 ? PollEvents.Readable : PollEvents.None) | (_count < Most ? PollEvents.Writable : PollEvents.None);
    }
}
