using System.Runtime.CompilerServices;

namespace Vela.Boot;

/// <summary>Bytes typed on any console, waiting for a reader.</summary>
internal static unsafe class Input
{
    private const int Size = 4096;

    private static Ring _ring;
    private static int _head;
    private static int _count;

    public static int Available => _count;

    /// <summary>Adds a byte; false when the ring is full and the byte is lost.</summary>
    public static bool TryAdd(byte value)
    {
        if (_count == Size)
        {
            return false;
        }

        _ring[(_head + _count++) % Size] = value;
        return true;
    }

    public static ulong Read(byte* bytes, ulong count)
    {
        ulong done = 0;
        while (done < count && _count > 0)
        {
            bytes[done++] = _ring[_head];
            _head = (_head + 1) % Size;
            _count--;
        }

        return done;
    }

    [InlineArray(Size)]
    private struct Ring
    {
        private byte _first;
    }
}
