using System;
using System.Runtime.CompilerServices;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Where a read puts bytes or a write takes them: a program's memory, reached through its own tables, or the kernel's.</summary>
/// <remarks>A program's page that is missing makes the operation wait and start again; it never makes anybody else wait (M-47 to M-50).</remarks>
public readonly struct FileBuffer
{
    private readonly AddressSpace? _space;
    private readonly VirtualAddress _start;
    private readonly byte[]? _array;
    private readonly FileSegment[]? _segments;
    private readonly int _offset;

    public FileBuffer(AddressSpace space, VirtualAddress start, int length)
    {
        _space = space;
        _start = start;
        Length = length;
    }

    /// <summary>Pieces of a program's memory, one after the other (readv(2)).</summary>
    /// <param name="space">Whose memory.</param>
    /// <param name="segments">The pieces, which stay as they are while the buffer is in use; those behind <paramref name="length"/> bytes are not looked at.</param>
    /// <param name="length">Of all together, and no more than they have.</param>
    public FileBuffer(AddressSpace space, FileSegment[] segments, int length)
    {
        _space = space;
        _segments = segments;
        Length = length;
    }

    public FileBuffer(byte[] array, int offset, int length)
    {
        Panic.When(offset < 0 || length < 0 || length > array.Length - offset, "a buffer is larger than its array");
        _array = array;
        _offset = offset;
        Length = length;
    }

    public FileBuffer(byte[] array)
        : this(array, 0, array.Length)
    {
    }

    private FileBuffer(in FileBuffer whole, int length)
    {
        this = whole;
        Length = length;
    }

    public int Length { get; }

    /// <summary>The first bytes of it, no more than there are.</summary>
    public FileBuffer First(int length) => new(in this, length);

    /// <summary>The bytes from a point on, as far as they lie together.</summary>
    /// <param name="done">How many bytes lie before the point; fewer than <see cref="Length"/>.</param>
    /// <param name="needed">Read or Write, as the program's memory is to be used (M-50).</param>
    /// <param name="reached">Valid until any object changes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FileOutcome TryReach(ulong done, Access needed, out Span<byte> reached)
    {
        return TryReachPresent(done, needed, unchecked(Length - (int)done), out reached) ? FileOutcome.Done : TryReachElsewhere(done, needed, out reached);
    }

    /// <summary>Bytes that lie across pages, in several pieces, in pages that are missing, or in an array.</summary>
    private FileOutcome TryReachElsewhere(ulong done, Access needed, out Span<byte> reached)
    {
        if (_segments is { } segments)
        {
            return TryReachSegment(segments, done, needed, out reached);
        }

        if (_space is { } space)
        {
            return FileOutcome.FromProgram(space.TryReach(_start, done, Length, needed, out reached));
        }

        reached = _array.AsSpan(_offset + (int)done, Length - (int)done);
        return FileOutcome.Done;
    }

    /// <summary>Copies all of it out: it lies in several places, and is wanted in one.</summary>
    /// <param name="together">At least <see cref="Length"/> bytes; what is in them is good only when the outcome is Done.</param>
    public FileOutcome TryGather(Span<byte> together)
    {
        for (int done = 0; done < Length;)
        {
            FileOutcome outcome = TryReach((ulong)done, Access.Read, out Span<byte> part);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            part.CopyTo(together[done..]);
            done += part.Length;
        }

        return FileOutcome.Done;
    }

    /// <summary>Some bytes from a point on, if nothing must be done to reach them; the frames of others stay what they are.</summary>
    /// <param name="done">How many bytes lie before the point.</param>
    /// <param name="needed">Read or Write.</param>
    /// <param name="length">How many are wanted: at least one, and no more than there are.</param>
    /// <param name="reached">All of them.</param>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReachPresent(ulong done, Access needed, int length, out Span<byte> reached)
    {
        if (_space is null || _segments is not null)
        {
            reached = default;
            return false;
        }

        return _space.TryReachPresent(new VirtualAddress(unchecked(_start.Value + done)), length, needed, out reached);
    }

    private FileOutcome TryReachSegment(FileSegment[] segments, ulong done, Access needed, out Span<byte> reached)
    {
        int index = 0;
        ulong before = 0;
        while (done - before >= (ulong)segments[index].Length)
        {
            before += (ulong)segments[index].Length;
            index++;
        }

        int length = (int)Math.Min((ulong)segments[index].Length, (ulong)Length - before);
        return FileOutcome.FromProgram(_space!.TryReach(segments[index].Start, done - before, length, needed, out reached));
    }
}
