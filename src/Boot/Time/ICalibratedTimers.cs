namespace Vela.Boot;

/// <summary>The clocks that calibration compares. GC-free code takes it as a struct.</summary>
public interface ICalibratedTimers
{
    ulong TimeStamp { get; }

    /// <summary>Ticks of the APIC's timer since <see cref="StartReference"/>.</summary>
    uint ApicTicks { get; }

    /// <summary>Whether the reference's time is over.</summary>
    bool IsReferenceOver { get; }

    /// <summary>Prepares the reference as far as it can be without starting it.</summary>
    void PrepareReference();

    /// <summary>Starts the reference and the APIC's timer.</summary>
    void StartReference();
}
