namespace Vela.Drivers;

/// <summary>Where a channel of an IDE controller answers.</summary>
/// <param name="Command">Eight ports: data, error, count, address, device, status.</param>
/// <param name="Control">The device control port, which is also the status that disturbs nothing.</param>
/// <param name="BusMaster">Eight ports of its DMA engine; 0: it has none.</param>
public readonly record struct IdePorts(ushort Command, ushort Control, ushort BusMaster)
{
    /// <summary>Where the two channels are on every PC (PCI IDE Controller Specification 1.0, compatibility mode), with their ISA lines.</summary>
    public static IdePorts First(ushort busMaster) => new(0x1f0, 0x3f6, busMaster);

    public const byte FirstLine = 14;

    public static IdePorts Second(ushort busMaster) => new(0x170, 0x376, busMaster == 0 ? (ushort)0 : (ushort)(busMaster + 8));

    public const byte SecondLine = 15;
}
