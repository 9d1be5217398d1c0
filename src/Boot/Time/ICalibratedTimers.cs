namespace Vela.Boot;

/// <summary>The clocks that calibration compares. GC-free code takes it as a struct.</summary>
public interface ICalibratedTimers
{
    ulong TimeStamp { get; }

    /// <summary>Ticks of the APIC's timer since <see cref="Start"/>.</summary>
    uint ApicTicks { get; }

    /// <summary>Starts the reference, whose frequency is known, and the APIC's timer.</summary>
    void Start();

    /// <summary>Notes where the reference stands. This is one access to the machine, so that what is read around it belongs to it.</summary>
    void Latch();

    /// <summary>Ticks of the reference from its start to the last <see cref="Latch"/>; false if it was over by then.</summary>
    bool TryReadLatched(out uint ticks);
}
