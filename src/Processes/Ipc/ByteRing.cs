using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Bytes that leave in the order they came, in an array that grows when its owner says so.</summary>
/// <remarks>Invariant: the length is 0 or a power of two; the bytes are those from the head on, around the end.</remarks>
internal struct ByteRing
{
    private byte[] _bytes;
    private int _head;

    public ByteRing()
    {
        _bytes = [];
    }

    public int Count { get; private set; }

    public readonly int Length => _bytes.Length;

    public readonly int Room => unchecked(_bytes.Length - Count); // no more than there is

    /// <summary>The oldest bytes, as far as they lie together.</summary>
    public readonly ReadOnlySpan<byte> First
    {
        get
        {
            ReadOnlySpan<byte> behind = _bytes.AsSpan(_head);
            return Count < behind.Length ? behind[..Count] : behind;
        }
    }

    /// <summary>Adds bytes; there is room.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> from)
    {
        byte[] all = _bytes;
        int tail = unchecked((_head + Count) & (all.Length - 1)); // of a power of two, so no sum is too large
        if (!from.TryCopyTo(all.AsSpan(tail)))
        {
            WriteAround(from, tail);
        }

        Count = unchecked(Count + from.Length); // no more than there is room
    }

    /// <summary>Takes as many bytes as there are and fit.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(Span<byte> into)
    {
        int count = Math.Min(into.Length, Count);
        ReadOnlySpan<byte> behind = _bytes.AsSpan(_head);
        if (count <= behind.Length)
        {
            behind[..count].CopyTo(into);
        }
        else
        {
            ReadAround(into[..count]);
        }

        Drop(count);
        return count;
    }

    /// <summary>Takes the oldest bytes away.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(int count)
    {
        Count = unchecked(Count - count); // no more than there are
        _head = Count == 0 ? 0 : unchecked((_head + count) & (_bytes.Length - 1));
    }

    /// <summary>Gives it another length, a power of two that holds what is there, or 0 when nothing is.</summary>
    public void Resize(int length)
    {
        Panic.When(length < Count || (length != 0 && !BitOperations.IsPow2(length)), "a ring of bytes cannot have that length");
        byte[] bytes = length == 0 ? [] : new byte[length];
        int count = Count;
        _ = Read(bytes);
        _bytes = bytes;
        _head = 0;
        Count = count;
    }

    private readonly void WriteAround(ReadOnlySpan<byte> from, int tail)
    {
        int straight = _bytes.Length - tail;
        from[..straight].CopyTo(_bytes.AsSpan(tail));
        from[straight..].CopyTo(_bytes);
    }

    private readonly void ReadAround(Span<byte> into)
    {
        ReadOnlySpan<byte> behind = _bytes.AsSpan(_head);
        behind.CopyTo(into);
        _bytes.AsSpan(0, into.Length - behind.Length).CopyTo(into[behind.Length..]);
    }
}
