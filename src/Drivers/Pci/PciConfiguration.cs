using Vela.Hal;

namespace Vela.Drivers;

/// <summary>PCI configuration space through ports 0xcf8 and 0xcfc (PCI 3.0, 3.2.2.3): the first 256 bytes of each function.</summary>
/// <remarks>A function that is not there reads as all ones. Registers are aligned to their width.</remarks>
public sealed class PciConfiguration(IPortSpace ports)
{
    private const ushort Address = 0xcf8;
    private const ushort Data = 0xcfc;

    public byte Read8(PciAddress function, byte register)
    {
        ports.Write32(Address, function.Select(register));
        return ports.Read8((ushort)(Data + (register & 3)));
    }

    public ushort Read16(PciAddress function, byte register)
    {
        ports.Write32(Address, function.Select(register));
        return ports.Read16((ushort)(Data + (register & 2)));
    }

    public uint Read32(PciAddress function, byte register)
    {
        ports.Write32(Address, function.Select(register));
        return ports.Read32(Data);
    }

    public void Write16(PciAddress function, byte register, ushort value)
    {
        ports.Write32(Address, function.Select(register));
        ports.Write16((ushort)(Data + (register & 2)), value);
    }

    public void Write32(PciAddress function, byte register, uint value)
    {
        ports.Write32(Address, function.Select(register));
        ports.Write32(Data, value);
    }
}
