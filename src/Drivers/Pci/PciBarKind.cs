namespace Vela.Drivers;

public enum PciBarKind : byte
{
    None,
    Ports,
    Memory,

    /// <summary>Memory that may be read ahead: it has no side effects.</summary>
    PrefetchableMemory,
}
