using System.Globalization;

namespace Vela.Drivers;

/// <summary>Where a PCI function sits: bus, device (0 to 31) and function (0 to 7).</summary>
public readonly record struct PciAddress(byte Bus, byte Device, byte Function)
{
    /// <summary>What selects a register through port 0xcf8 (PCI 3.0, 3.2.2.3.2).</summary>
    public uint Select(byte register) => 0x8000_0000u | (uint)Bus << 16 | (uint)(Device & 0x1f) << 11 | (uint)(Function & 7) << 8 | register & 0xfcu;

    /// <summary><c>00:1f.2</c>, as lspci writes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bus:x2}:{Device:x2}.{Function}");
}
