namespace Vela.Hal;

/// <summary>The registers of one device in memory: uncached, each access exactly as wide as written, none left out, none out of order.</summary>
/// <remarks>Offsets are in bytes from the region's start, aligned to the access. One outside the region is a bug of the driver and stops the machine.</remarks>
public abstract class DeviceRegisters
{
    /// <summary>Of the region, in bytes.</summary>
    public abstract uint Length { get; }

    public abstract byte Read8(uint offset);

    public abstract ushort Read16(uint offset);

    public abstract uint Read32(uint offset);

    public abstract void Write8(uint offset, byte value);

    public abstract void Write16(uint offset, ushort value);

    public abstract void Write32(uint offset, uint value);

    /// <summary>A 64-bit register by halves, the low one first: what every device with a 32-bit bus behind it takes.</summary>
    public void Write64(uint offset, ulong value)
    {
        Write32(offset, (uint)(value & uint.MaxValue));
        Write32(offset + 4, (uint)(value >> 32));
    }
}
