namespace Vela.Hal;

/// <summary>The x86 I/O port space (SDM vol. 1 ch. 19): IN and OUT of one, two and four bytes.</summary>
/// <remarks>
/// GC-free code takes it as <c>where TPorts : unmanaged, IPortSpace</c> and calls <c>default(TPorts)</c>, which compiles to
/// direct calls; drivers take it as a constructor argument. An empty port reads as all ones, as on the bus.
/// </remarks>
public interface IPortSpace
{
    byte Read8(ushort port);

    ushort Read16(ushort port);

    uint Read32(ushort port);

    void Write8(ushort port, byte value);

    void Write16(ushort port, ushort value);

    void Write32(ushort port, uint value);
}
