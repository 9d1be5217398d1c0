using System;
using System.Numerics;
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

    public readonly int Room => _bytes.Length - Count;

    /// <summary>The oldest bytes, as far as they lie together.</summary>
    public readonly ReadOnlySpan<byte> First => _bytes.AsSpan(_head, Math.Min(Count, _bytes.Length - _head));

    /// <summary>Adds bytes; there is room.</summary>
    [NoAllocation]
    public void Write(ReadOnlySpan<byte> from)
    {
        int tail = (_head + Count) & (_bytes.Length - 1);
        int straight = _bytes.Length - tail;
        if (from.Length <= straight)
        {
            from.CopyTo(_bytes.AsSpan(tail));
        }
        else
        {
            from[..straight].CopyTo(_bytes.AsSpan(tail));
            from[straight..].CopyTo(_bytes);
        }

        Count += from.Length;
    }

    /// <summary>Takes as many bytes as there are and fit.</summary>
    [NoAllocation]
    public int Read(Span<byte> into)
    {
        int count = Math.Min(into.Length, Count);
        int straight = Math.Min(count, _bytes.Length - _head);
        _bytes.AsSpan(_head, straight).CopyTo(into);
        if (straight < count)
        {
            _bytes.AsSpan(0, count - straight).CopyTo(into[straight..]);
        }

        Drop(count);
        return count;
    }

    /// <summary>Takes the oldest bytes away.</summary>
    [NoAllocation]
    public void Drop(int count)
    {
        Count -= count;
        _head = Count == 0 ? 0 : (_head + count) & (_bytes.Length - 1);
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
}
