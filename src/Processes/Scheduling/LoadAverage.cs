using System;

namespace Vela.Processes;

/// <summary>How many threads ran or were ready, as averages over the last 1, 5 and 15 minutes that forget by halves (proc(5), loadavg).</summary>
public sealed class LoadAverage
{
    /// <summary>One, in what <see cref="this"/> answers (sysinfo(2), SI_LOAD_SHIFT).</summary>
    public const ulong One = 1 << 16;

    private const ulong Interval = 5_000_000_000;
    private const ulong MostMissed = 720;

    // What is kept of an average after 5 s: exp(-5/60), exp(-5/300), exp(-5/900), times One.
    private static readonly ulong[] s_kept = [60297, 64453, 65173];

    private readonly ulong[] _averages = new ulong[3];

    /// <summary>When <see cref="Sample"/> is due, in nanoseconds since boot.</summary>
    public ulong NextSample { get; private set; } = Interval;

    /// <summary>Over 1, 5 and 15 minutes, times <see cref="One"/>.</summary>
    public ulong this[int index] => _averages[index];

    /// <summary>Takes one sample for each interval that has passed; nobody asked in the earlier ones, for nobody was running.</summary>
    public void Sample(ulong now, int running)
    {
        ulong passed = Math.Min(((now - NextSample) / Interval) + 1, MostMissed);
        NextSample = now + Interval;
        for (ulong i = 0; i < passed; i++)
        {
            ulong sampled = i + 1 == passed ? (ulong)running * One : 0;
            for (int average = 0; average < _averages.Length; average++)
            {
                _averages[average] = ((_averages[average] * s_kept[average]) + (sampled * (One - s_kept[average]))) / One;
            }
        }
    }
}
