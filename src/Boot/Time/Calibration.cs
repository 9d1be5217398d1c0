namespace Vela.Boot;

/// <summary>How far the time-stamp counter and the APIC's timer get while a reference runs whose duration is known.</summary>
/// <remarks>
/// A host that stops the emulator near the beginning or the end of that time makes it look longer or shorter, and all time with it: half a second's
/// stop made every wait fifty times too long. Only what was read before the last look that found the reference running, and after the
/// first that did not, says when it ended; the same at its beginning. How far these lie apart is what a count may be wrong by, and the
/// least uncertain count is taken.
/// </remarks>
public readonly struct Calibration
{
    private const int MostCounts = 20;

    /// <summary>A count that is so sure is taken at once, in parts of <see cref="UncertaintyScale"/>.</summary>
    private const ulong GoodUncertainty = 10;
    private const ulong UncertaintyScale = 1000;

    private Calibration(ulong timeStampTicks, uint apicTicks, ulong uncertainTicks)
    {
        TimeStampTicks = timeStampTicks;
        ApicTicks = apicTicks;
        Uncertainty = uncertainTicks * UncertaintyScale / timeStampTicks;
    }

    public ulong TimeStampTicks { get; }

    public uint ApicTicks { get; }

    private ulong Uncertainty { get; }

    public static Calibration Run<TTimers>(TTimers timers)
        where TTimers : struct, ICalibratedTimers
    {
        Calibration best = Count(timers);
        for (int count = 1; count < MostCounts && best.Uncertainty > GoodUncertainty; count++)
        {
            Calibration next = Count(timers);
            best = next.Uncertainty < best.Uncertainty ? next : best;
        }

        return best;
    }

    private static Calibration Count<TTimers>(TTimers timers)
        where TTimers : struct, ICalibratedTimers
    {
        timers.PrepareReference();
        ulong before = timers.TimeStamp;
        timers.StartReference();
        ulong start = timers.TimeStamp;
        ulong running = start;
        ulong look = start;
        while (!timers.IsReferenceOver)
        {
            running = look;
            look = timers.TimeStamp;
        }

        uint apicTicks = timers.ApicTicks;
        ulong end = timers.TimeStamp;
        return new Calibration(end - start, apicTicks, (start - before) + (end - running));
    }
}
