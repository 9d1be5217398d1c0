using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A pipe, or what stands behind the name of a FIFO (pipe(7), fifo(7)).</summary>
/// <remarks>
/// Owns: the bytes on their way, the counts of open ends. Does not own: the open files.
/// Invariants: a write of up to <see cref="AtomicBytes"/> enters whole or not at all; who waits to read waits for the first byte or the last writer's end,
/// who waits to write for <see cref="AtomicBytes"/> of room or the last reader's end.
/// Its bytes are paid for, in frames, by who pays for the open file that first wrote to it: of one without a name, by its maker. When that quota has no more, or
/// all pipes together have enough, the capacity is what there is; without a first page the write fails with QuotaExceeded.
/// A write that finds no reader fails with BrokenPipe: whoever made the system call sends SIGPIPE on seeing that error of a write.
/// States: no ends → open → no ends (the bytes are gone), and so on again when it is a FIFO.
/// </remarks>
public sealed class Pipe : Inode
{
    /// <summary>PIPE_BUF.</summary>
    public const int AtomicBytes = 4096;

    public const int DefaultCapacity = 65536;

    /// <summary>What anybody may ask for (pipe(7), /proc/sys/fs/pipe-max-size).</summary>
    public const int MostCapacity = 1 << 20;

    /// <summary>What those may ask for who are not held to <see cref="MostCapacity"/>.</summary>
    public const int GreatestCapacity = 1 << 30;

    private const int FirstBytes = 64;

    private readonly AnonymousFileSystem _owner;
    private readonly FileEvent _readable = new();
    private readonly FileEvent _writable = new();

    /// <summary>Both, for who opened a FIFO for both.</summary>
    private FileEvent? _either;

    private ByteRing _bytes = new();
    private Quota? _payer;
    private int _readers;
    private int _writers;
    private uint _readerOpenings;
    private uint _writerOpenings;

    internal Pipe(AnonymousFileSystem owner)
        : base(owner, owner.NextNumber(), InodeKind.Fifo, InodeTimes.Fixed)
    {
        _owner = owner;
        Permissions = AnonymousFileSystem.OwnerReadsAndWrites;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    /// <summary>How many bytes wait to be read (FIONREAD).</summary>
    public int Count => _bytes.Count;

    /// <summary>What its bytes lie in, in frames; a part of one counts as one.</summary>
    public ulong Frames => FramesOf(_bytes.Length);

    /// <summary>Who pays for them; null: nobody does.</summary>
    public Quota? Payer => _payer;

    /// <summary>The other pipes that have bytes, as <see cref="AnonymousFileSystem"/> knows them.</summary>
    internal Pipe? Next { get; set; }

    internal Pipe? Previous { get; set; }

    /// <summary>How many bytes it holds at most (F_GETPIPE_SZ).</summary>
    public int Capacity { get; private set; } = DefaultCapacity;

    private int Room
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unchecked(Capacity - _bytes.Count); // neither is negative
    }

    /// <summary>The pipe that an open file reads or writes, named or not; null when it is something else.</summary>
    public static Pipe? Of(OpenFile file) => file.Inode as Pipe ?? file.Inode.Behind as Pipe;

    /// <summary>Changes what it holds, rounded up to a power of two of pages (fcntl(2), F_SETPIPE_SZ). Answers what it is now.</summary>
    /// <param name="bytes">Wanted. Invalid below 1; NotPermitted above <paramref name="most"/>; Busy when more is in it.</param>
    /// <param name="most">What the caller may have: <see cref="MostCapacity"/>, or <see cref="GreatestCapacity"/> with CAP_SYS_RESOURCE.</param>
    public Result<int> SetCapacity(long bytes, int most)
    {
        if (bytes is <= 0 or > GreatestCapacity)
        {
            return Errno.Invalid;
        }

        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bytes, AtomicBytes));
        if (capacity > Capacity && capacity > most)
        {
            return Errno.NotPermitted;
        }

        if (capacity < _bytes.Count)
        {
            return Errno.Busy;
        }

        if (capacity < _bytes.Length)
        {
            _owner.ReturnPipeBytes(_bytes.Length - capacity);
            _payer?.Uncharge(Resource.Frames, Frames - FramesOf(capacity));
            _bytes.Resize(capacity);
        }

        int room = Room;
        Capacity = capacity;
        WakeWriters(room);
        return capacity;
    }

    /// <summary>An end is opened by name (fifo(7)). Waits for the other end, and counts as open meanwhile.</summary>
    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        if (file.Attachment is PipeOpening begun)
        {
            return TryFinishOpening(file, begun);
        }

        // One without a name, which is reached through its descriptor (proc(5), fd), has had both its ends: nobody is waited for.
        bool hasName = file.Inode != this;
        bool waits = (file.Flags & OpenFlags.NonBlocking) == 0;
        if ((!file.CanRead && !file.CanWrite) || (hasName && !file.CanRead && !waits && _readers == 0))
        {
            return file.CanWrite ? Errno.NoDeviceOrAddress : Errno.Invalid;
        }

        if (file.CanRead && file.CanWrite)
        {
            _either ??= new FileEvent();
        }

        CountIn(file);
        bool isAlone = hasName && (file.CanRead ? _writers == 0 : _readers == 0);
        if (!isAlone)
        {
            return FileOutcome.Done;
        }

        PipeOpening opening = new(file.CanRead ? _writerOpenings : _readerOpenings);
        file.Attachment = opening;
        return waits ? TryFinishOpening(file, opening) : FileOutcome.Done;
    }

    public override void Closed(OpenFile file)
    {
        if (file.Attachment is null)
        {
            return; // it never came to be an end
        }

        _readers -= file.CanRead ? 1 : 0;
        _writers -= file.CanWrite ? 1 : 0;
        if (_readers == 0 && _writers == 0)
        {
            Empty();
        }

        WakeAll();
    }

    /// <summary>Whoever has to wait for bytes does so before its memory is looked at.</summary>
    [NoAllocation]
    public override FileOutcome TryRead(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress)
    {
        while (progress.Done < unchecked((uint)buffer.Length)) // never negative
        {
            if (_bytes.Count == 0)
            {
                return _writers == 0 || progress.Done != 0 ? FileOutcome.Done : FileOutcome.Blocks(_readable);
            }

            FileOutcome outcome = buffer.TryReach(progress.Done, Access.Write, out Span<byte> into);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            int room = Room;
            progress.Done += unchecked((uint)_bytes.Read(into)); // never negative
            WakeWriters(room);
        }

        return FileOutcome.Done;
    }

    /// <summary>Whoever has to wait for room, too.</summary>
    [NoAllocation]
    public override FileOutcome TryWrite(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress)
    {
        while (progress.Done < unchecked((uint)buffer.Length)) // never negative
        {
            if (_readers == 0)
            {
                return Errno.BrokenPipe;
            }

            int left = unchecked(buffer.Length - (int)progress.Done); // more than none
            if (Room < (left <= AtomicBytes ? left : 1))
            {
                return FileOutcome.Blocks(_writable);
            }

            FileOutcome outcome = buffer.TryReach(progress.Done, Access.Read, out Span<byte> from);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (from.Length <= _bytes.Room && from.Length == left)
            {
                Enter(from);
                progress.Done += unchecked((uint)left); // more than none
            }
            else
            {
                outcome = TryEnterPart(file, from, in buffer, ref progress);
                if (!outcome.IsDone)
                {
                    return outcome;
                }
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>A write that lies across pages, or needs more room for the bytes of the pipe than there is yet.</summary>
    /// <param name="file">As what it is open.</param>
    /// <param name="from">What can be reached of the rest of the buffer.</param>
    /// <param name="buffer">All of it.</param>
    /// <param name="progress">How much is done.</param>
    private FileOutcome TryEnterPart(OpenFile file, ReadOnlySpan<byte> from, in FileBuffer buffer, ref FileProgress progress)
    {
        int left = unchecked(buffer.Length - (int)progress.Done); // more than none
        return from.Length < left && buffer.Length <= AtomicBytes ? TryEnterTogether(file, in buffer, ref progress) : TryEnter(file, from, ref progress);
    }

    private FileOutcome TryEnterTogether(OpenFile file, in FileBuffer buffer, ref FileProgress progress)
    {
        Span<byte> together = stackalloc byte[AtomicBytes];
        FileOutcome outcome = buffer.TryGather(together);
        return outcome.IsDone ? TryEnter(file, together[..buffer.Length], ref progress) : outcome;
    }

    /// <summary>Bytes that lie together come in: of no more than <see cref="AtomicBytes"/> all or none, of more as many as there is room for.</summary>
    private FileOutcome TryEnter(OpenFile file, ReadOnlySpan<byte> from, ref FileProgress progress)
    {
        int count = Math.Min(Room, from.Length);
        if (_bytes.Room < count)
        {
            count = MakeRoom(file, from.Length);
            if (_bytes.Length == 0)
            {
                return Errno.QuotaExceeded;
            }
        }

        if (count < from.Length && (from.Length <= AtomicBytes || count == 0))
        {
            return FileOutcome.Blocks(_writable);
        }

        Enter(from[..count]);
        progress.Done += (uint)count;
        return FileOutcome.Done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(ReadOnlySpan<byte> from)
    {
        _bytes.Write(from);
        _readable.WakeAll();
        _either?.WakeAll();
    }

    [NoAllocation]
    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        PollEvents ready = PollEvents.None;
        changes = file.CanRead ? file.CanWrite ? _either : _readable : _writable;
        if (file.CanRead)
        {
            bool hadWriter = file.Attachment is not PipeOpening opening || opening.Seen != _writerOpenings;
            ready |= _bytes.Count != 0 ? PollEvents.Readable : PollEvents.None;
            ready |= _writers == 0 && hadWriter ? PollEvents.HungUp : PollEvents.None;
        }

        if (file.CanWrite)
        {
            ready |= Room >= AtomicBytes ? PollEvents.Writable : PollEvents.None;
            ready |= _readers == 0 ? PollEvents.Error : PollEvents.None;
        }

        return ready;
    }

    /// <summary>Both ends of a new pipe, at once.</summary>
    internal void OpenEnds(OpenFile reader, OpenFile writer)
    {
        CountIn(reader);
        CountIn(writer);
    }

    private void CountIn(OpenFile file)
    {
        file.Attachment = this;
        _readers += file.CanRead ? 1 : 0;
        _writers += file.CanWrite ? 1 : 0;
        unchecked
        {
            // Only compared for being another.
            _readerOpenings += file.CanRead ? 1u : 0;
            _writerOpenings += file.CanWrite ? 1u : 0;
        }

        WakeAll();
    }

    private FileOutcome TryFinishOpening(OpenFile file, PipeOpening opening)
    {
        if (opening.Seen == (file.CanRead ? _writerOpenings : _readerOpenings))
        {
            return FileOutcome.Blocks(file.CanRead ? _readable : _writable);
        }

        file.Attachment = this;
        return FileOutcome.Done;
    }

    /// <summary>Wakes writers when there is room enough for any that waits, and was not before.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WakeWriters(int roomBefore)
    {
        if (roomBefore < AtomicBytes && Room >= AtomicBytes)
        {
            _writable.WakeAll();
            _either?.WakeAll();
        }
    }

    private void WakeAll()
    {
        _readable.WakeAll();
        _writable.WakeAll();
        _either?.WakeAll();
    }

    /// <summary>Makes room for bytes that are to be written, as far as the capacity allows, which becomes what there is if there is no more. Answers for how many.</summary>
    private int MakeRoom(OpenFile file, int wanted)
    {
        Enlarge(file, _bytes.Count + Math.Min(Room, wanted));
        return Math.Min(Room, wanted);
    }

    /// <summary>Makes room for more, or, when its payer or all pipes together have no more, makes the capacity what there is: a page, or nothing.</summary>
    private void Enlarge(OpenFile file, int needed)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, FirstBytes));
        length = length > FirstBytes ? Math.Max(length, AtomicBytes) : length;
        if (_bytes.Length == 0)
        {
            _payer = file.PaidBy;
        }

        if (!TryTake(length))
        {
            length = Math.Max(_bytes.Length, AtomicBytes);
            Capacity = length;
            length = TryTake(length) ? length : _bytes.Length;
        }

        if (length == _bytes.Length)
        {
            return;
        }

        if (_bytes.Length == 0)
        {
            _owner.Add(this);
        }

        _bytes.Resize(length);
    }

    /// <summary>Charges what a longer ring takes more; false, and nothing charged, when that is too much.</summary>
    private bool TryTake(int length)
    {
        ulong frames = FramesOf(length) - Frames;
        int shared = Math.Max(length, AtomicBytes) - Math.Max(_bytes.Length, AtomicBytes);
        if (_payer is { } payer && !payer.TryCharge(Resource.Frames, frames))
        {
            return false;
        }

        bool fits = _owner.TryTakePipeBytes(shared);
        _payer?.Uncharge(Resource.Frames, fits ? 0 : frames);
        return fits;
    }

    private void Empty()
    {
        if (_bytes.Length == 0)
        {
            return;
        }

        _owner.ReturnPipeBytes(Math.Max(_bytes.Length - AtomicBytes, 0));
        _owner.Remove(this);
        _payer?.Uncharge(Resource.Frames, Frames);
        _payer = null;
        _bytes = new ByteRing();
    }

    private static ulong FramesOf(int bytes) => ((ulong)bytes + AtomicBytes - 1) / AtomicBytes;
}
