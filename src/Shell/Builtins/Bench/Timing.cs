using System;

namespace Vela.Shell;

/// <summary>How long an operation took: in all, and where it was quickest.</summary>
public sealed class Timing
{
    private double _nanoseconds;

    public long Count { get; private set; }

    /// <summary>In nanoseconds.</summary>
    public double Mean => _nanoseconds / Count;

    /// <summary>In nanoseconds, the mean of the quickest batch: what interrupts and other work had no part in.</summary>
    public double Least { get; private set; } = double.MaxValue;

    /// <summary>Adds a batch of operations.</summary>
    public void Add(int count, TimeSpan duration)
    {
        Count += count;
        _nanoseconds += duration.TotalNanoseconds;
        Least = Math.Min(Least, duration.TotalNanoseconds / count);
    }
}
