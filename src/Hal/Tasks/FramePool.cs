using System.Threading;

namespace Vela.Hal;

/// <summary>The unused frames of one async method.</summary>
/// <remarks>
/// The executive is alone, so nobody contends; where two threads do meet (tests that run side by side) the second does not wait: it allocates,
/// or lets its frame go.
/// </remarks>
internal sealed class FramePool<TFrame>
    where TFrame : class
{
    private const int Capacity = 32;
    private readonly TFrame?[] _frames = new TFrame?[Capacity];
    private int _count;
    private int _busy;

    public TFrame? TryTake()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            return null;
        }

        TFrame? frame = null;
        if (_count > 0)
        {
            _count--;
            frame = _frames[_count];
            _frames[_count] = null;
        }

        Volatile.Write(ref _busy, 0);
        return frame;
    }

    public void Give(TFrame frame)
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            return;
        }

        if (_count < Capacity)
        {
            _frames[_count] = frame;
            _count++;
        }

        Volatile.Write(ref _busy, 0);
    }
}
