namespace Vela.Boot;

/// <summary>A first-in-first-out queue of bytes in memory handed in. A full ring refuses new bytes.</summary>
/// <remarks>GC-free. Invariant: <c>_taken ≤ _put ≤ _taken + capacity</c>; both only grow, and 2^64 bytes never come.</remarks>
public unsafe struct ByteRing
{
    private byte* _bytes;
    private ulong _mask;
    private ulong _put;
    private ulong _taken;

    public readonly int Count => (int)(_put - _taken);

    public readonly int Capacity => _bytes == null ? 0 : (int)_mask + 1;

    /// <summary>Uses the largest power of two of bytes that <paramref name="length"/> holds.</summary>
    public void Initialize(byte* memory, int length)
    {
        int capacity = 1;
        while (capacity <= length / 2)
        {
            capacity *= 2;
        }

        _bytes = length > 0 ? memory : null;
        _mask = (ulong)capacity - 1;
        _put = 0;
        _taken = 0;
    }

    public bool TryPut(byte value)
    {
        if (_bytes == null || _put - _taken > _mask)
        {
            return false;
        }

        _bytes[_put & _mask] = value;
        _put++;
        return true;
    }

    public bool TryTake(out byte value)
    {
        if (_put == _taken)
        {
            value = 0;
            return false;
        }

        value = _bytes[_taken & _mask];
        _taken++;
        return true;
    }

    public void Clear() => _taken = _put;
}
