using System;
using System.Buffers.Binary;

namespace Vela.Drivers;

/// <summary>Where a register is: ACPI's Generic Address Structure (ACPI 6.5, 5.2.3.2), of which we use memory and ports.</summary>
public readonly record struct GenericAddress(AddressSpaceKind Space, ulong Address)
{
    public const int Length = 12;

    public bool IsNone => Address == 0;

    /// <summary>Whether it is a port.</summary>
    public bool IsPort => Space == AddressSpaceKind.Port && Address is > 0 and <= ushort.MaxValue;

    public static GenericAddress Parse(ReadOnlySpan<byte> bytes) => new((AddressSpaceKind)bytes[0], BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]));

    public static GenericAddress Port(uint port) => new(AddressSpaceKind.Port, port);
}
