using System;

namespace Vela.Drivers;

/// <summary>The bytes of one key, in a buffer of the caller's.</summary>
internal ref struct KeySequence(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    public int Count { get; private set; }

    public void Put(byte value)
    {
        _bytes[Count] = value;
        Count++;
    }

    public void Put(ReadOnlySpan<byte> values)
    {
        values.CopyTo(_bytes[Count..]);
        Count += values.Length;
    }

    /// <summary>At most two digits.</summary>
    public void PutNumber(int value)
    {
        if (value >= 10)
        {
            Put((byte)('0' + (value / 10)));
        }

        Put((byte)('0' + (value % 10)));
    }
}
