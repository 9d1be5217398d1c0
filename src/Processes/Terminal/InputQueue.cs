using System;

namespace Vela.Processes;

/// <summary>What was typed and not read: complete lines, then the line that is being edited.</summary>
/// <remarks>
/// Positions count up for ever and fall into the ring by their low bits.
/// Invariants: read ≤ line start ≤ end ≤ read + <see cref="Capacity"/>; ends of lines are marked only between read and line start.
/// </remarks>
internal sealed class InputQueue
{
    /// <summary>N_TTY_BUF_SIZE.</summary>
    public const int Capacity = 4096;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly ulong[] _ends = new ulong[Capacity / 64];

    /// <summary>Where the next read begins.</summary>
    public ulong Start { get; private set; }

    /// <summary>Where the line begins that is being edited; all before it can be read.</summary>
    public ulong LineStart { get; private set; }

    public ulong End { get; private set; }

    public int Count => (int)(End - Start);

    /// <summary>Bytes of complete lines.</summary>
    public int ReadableCount => (int)(LineStart - Start);

    public bool IsFull => Count >= Capacity;

    public byte this[ulong position] => _bytes[position & (Capacity - 1)];

    public bool IsEnd(ulong position) => (_ends[(position & (Capacity - 1)) >> 6] & (1UL << (int)(position & 63))) != 0;

    public void Add(byte value)
    {
        _ends[(End & (Capacity - 1)) >> 6] &= ~(1UL << (int)(End & 63));
        _bytes[End & (Capacity - 1)] = value;
        End++;
    }

    /// <summary>The byte added last ends a line: it and all before can be read.</summary>
    public void EndLine()
    {
        ulong last = End - 1;
        _ends[(last & (Capacity - 1)) >> 6] |= 1UL << (int)(last & 63);
        LineStart = End;
    }

    /// <summary>Takes the newest byte of the line that is being edited.</summary>
    public byte TakeNewest() => this[--End];

    public void DropLine() => End = LineStart;

    /// <summary>Everything can be read, or, by lines, what is there counts as one.</summary>
    public void Recount(InputRule rule)
    {
        Array.Clear(_ends);
        LineStart = Start;
        if (rule == InputRule.Lines && Count != 0)
        {
            EndLine();
        }
    }

    public void Skip(int count) => Start += (ulong)count;

    /// <summary>Takes bytes as they are; for input that does not come by lines.</summary>
    public int Take(Span<byte> into)
    {
        int count = Math.Min(into.Length, Count);
        for (int i = 0; i < count; i++)
        {
            into[i] = this[Start + (ulong)i];
        }

        Start += (ulong)count;
        LineStart = Math.Max(LineStart, Start);
        return count;
    }

    public void Clear()
    {
        Array.Clear(_ends);
        (Start, LineStart) = (End, End);
    }
}
