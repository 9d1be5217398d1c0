namespace Vela.Boot;

/// <summary>How far the time-stamp counter and the APIC's timer get while a reference does so many ticks.</summary>
/// <remarks>
/// All three go on while a host stops the emulator, and a stop may come at any moment: when 10 ms were counted until a look found them over,
/// half a second's stop made every wait fifty times too long. So each look reads all three, with the counter on both sides: how far
/// these lie apart is what the look may be wrong by. Two sure looks some milliseconds apart are a measurement, whatever happened between them.
/// </remarks>
public readonly struct Calibration
{
    /// <summary>In parts of <see cref="UncertaintyScale"/>.</summary>
    private const ulong GoodUncertainty = 2;
    private const ulong BearableUncertainty = 10;
    private const ulong UncertaintyScale = 1000;
    private const int MostStarts = 20;

    private Calibration(in Look first, in Look last)
    {
        TimeStampTicks = last.TimeStamp - first.TimeStamp;
        ApicTicks = last.Apic - first.Apic;
        ReferenceTicks = last.Reference - first.Reference;
        Uncertainty = ReferenceTicks == 0 ? ulong.MaxValue : (first.Uncertain + last.Uncertain) * UncertaintyScale / TimeStampTicks;
    }

    public ulong TimeStampTicks { get; }

    public uint ApicTicks { get; }

    public uint ReferenceTicks { get; }

    private ulong Uncertainty { get; }

    /// <param name="timers">The clocks.</param>
    /// <param name="enough">Ticks of the reference that are enough, if both ends are sure.</param>
    public static Calibration Run<TTimers>(TTimers timers, uint enough)
        where TTimers : struct, ICalibratedTimers
    {
        Calibration best = default;
        for (int start = 0; start < MostStarts && (start == 0 || best.Uncertainty > BearableUncertainty); start++)
        {
            timers.Start();
            if (!TryLook(timers, out Look first))
            {
                continue;
            }

            while (TryLook(timers, out Look look))
            {
                Calibration found = new(first, look);
                best = best.ReferenceTicks == 0 || found.Uncertainty < best.Uncertainty ? found : best;
                if (found.ReferenceTicks >= enough && found.Uncertainty <= GoodUncertainty)
                {
                    return found;
                }

                first = look.Uncertain * 2 < first.Uncertain ? look : first;
            }
        }

        return best;
    }

    private static bool TryLook<TTimers>(TTimers timers, out Look look)
        where TTimers : struct, ICalibratedTimers
    {
        look.TimeStamp = timers.TimeStamp;
        timers.Latch();
        look.Apic = timers.ApicTicks;
        look.Uncertain = timers.TimeStamp - look.TimeStamp;
        return timers.TryReadLatched(out look.Reference);
    }

    private struct Look
    {
        public ulong TimeStamp;
        public ulong Uncertain;
        public uint Apic;
        public uint Reference;
    }
}
