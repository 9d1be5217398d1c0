using System;

namespace Vela.Boot;

/// <summary>Random bytes for managed code.</summary>
public static unsafe class RandomBytes
{
    public static void Fill(Span<byte> into)
    {
        fixed (byte* start = into)
        {
            _ = Entropy.Fill(start, (ulong)into.Length);
        }
    }
}
