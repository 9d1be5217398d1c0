using System.Collections;
using System.Collections.Generic;
using System.Numerics;

namespace Vela.Drivers;

/// <summary>Finds the PCI functions of a machine and what they need to be driven.</summary>
/// <remarks>Does not own: configuration space. It moves nothing; firmware has assigned buses and regions.</remarks>
public sealed class PciBus(PciConfiguration configuration)
{
    /// <summary>Bits of the command register.</summary>
    private const ushort IoSpace = 1;
    private const ushort MemorySpace = 2;
    private const ushort BusMaster = 4;
    private const ushort HasCapabilities = 0x10;

    private const byte CommandRegister = 0x04;
    private const byte StatusRegister = 0x06;
    private const byte FirstBar = 0x10;
    private const byte SecondaryBus = 0x19;
    private const byte CapabilityPointer = 0x34;
    private const ushort NoVendor = 0xffff;
    private const byte MultipleFunctions = 0x80;

    public PciConfiguration Configuration => configuration;

    /// <summary>All functions on bus 0, on the other host bridges' buses and behind bridges, in the order of their addresses within a bus.</summary>
    public IReadOnlyList<PciFunction> Enumerate()
    {
        List<PciFunction> functions = [];
        BitArray seen = new(256);
        Queue<byte> buses = new();
        Visit(0, seen, buses);

        // A host bridge with several functions has a root bus of that number for each.
        for (byte function = 1; function < 8 && HasManyFunctions(new PciAddress(0, 0, 0)); function++)
        {
            PciAddress root = new(0, 0, function);
            if (configuration.Read16(root, 0) != NoVendor && configuration.Read16(root, 0x0a) == 0x0600)
            {
                Visit(function, seen, buses);
            }
        }

        while (buses.TryDequeue(out byte bus))
        {
            for (byte device = 0; device < 32; device++)
            {
                AddDevice(bus, device, functions, seen, buses);
            }
        }

        return functions;
    }

    /// <summary>Reads a region's kind, address and length; decoding is off meanwhile, so that half-written addresses harm nobody.</summary>
    /// <param name="function">Of <see cref="Enumerate"/>.</param>
    /// <param name="index">0 to <see cref="PciFunction.BarCount"/> - 1.</param>
    public PciBar ReadBar(PciFunction function, int index)
    {
        PciAddress address = function.Address;
        byte register = (byte)(FirstBar + (4 * index));
        uint low = configuration.Read32(address, register);
        bool isPorts = (low & 1) != 0;
        bool isLong = !isPorts && (low >> 1 & 3) == 2 && index + 1 < function.BarCount;
        uint high = isLong ? configuration.Read32(address, (byte)(register + 4)) : 0;

        ushort command = configuration.Read16(address, CommandRegister);
        configuration.Write16(address, CommandRegister, (ushort)(command & ~(IoSpace | MemorySpace)));
        uint lowMask = Probe(address, register, low);
        uint highMask = isLong ? Probe(address, (byte)(register + 4), high) : uint.MaxValue;
        configuration.Write16(address, CommandRegister, command);

        uint flags = isPorts ? 3u : 15u;

        // Ports may decode 16 bits only, and leave the upper half of the register zero.
        ulong mask = (ulong)highMask << 32 | lowMask & ~flags | (isPorts && lowMask <= ushort.MaxValue ? 0xffff_0000u : 0u);
        int registers = isLong ? 2 : 1;
        if ((lowMask & ~flags) == 0 && (!isLong || highMask == 0))
        {
            return new PciBar(PciBarKind.None, 0, 0, registers);
        }

        PciBarKind kind = isPorts ? PciBarKind.Ports : (low & 8) != 0 ? PciBarKind.PrefetchableMemory : PciBarKind.Memory;
        return new PciBar(kind, (ulong)high << 32 | low & ~flags, 1UL << BitOperations.TrailingZeroCount(mask), registers);
    }

    /// <summary>Lets the function answer at its regions and read and write memory on its own.</summary>
    public void Enable(PciFunction function)
    {
        ushort command = configuration.Read16(function.Address, CommandRegister);
        configuration.Write16(function.Address, CommandRegister, (ushort)(command | IoSpace | MemorySpace | BusMaster));
    }

    /// <summary>The capabilities of a function with this identifier (5: MSI, 0x11: MSI-X, 9: the vendor's own), as offsets in configuration space.</summary>
    public IReadOnlyList<byte> FindCapabilities(PciFunction function, byte identifier)
    {
        List<byte> found = [];
        if ((configuration.Read16(function.Address, StatusRegister) & HasCapabilities) == 0)
        {
            return found;
        }

        // The list lies in 192 bytes and each entry takes four: a longer one is a ring.
        int offset = configuration.Read8(function.Address, CapabilityPointer) & 0xfc;
        for (int count = 0; offset >= 0x40 && count < 48; count++)
        {
            if (configuration.Read8(function.Address, (byte)offset) == identifier)
            {
                found.Add((byte)offset);
            }

            offset = configuration.Read8(function.Address, (byte)(offset + 1)) & 0xfc;
        }

        return found;
    }

    private static void Visit(byte bus, BitArray seen, Queue<byte> buses)
    {
        if (!seen[bus])
        {
            seen[bus] = true;
            buses.Enqueue(bus);
        }
    }

    private void AddDevice(byte bus, byte device, List<PciFunction> functions, BitArray seen, Queue<byte> buses)
    {
        int count = HasManyFunctions(new PciAddress(bus, device, 0)) ? 8 : 1;
        for (byte number = 0; number < count; number++)
        {
            PciAddress address = new(bus, device, number);
            if (configuration.Read16(address, 0) == NoVendor)
            {
                continue;
            }

            PciFunction function = ReadHeader(address);
            functions.Add(function);
            if (function.IsBridge)
            {
                Visit(configuration.Read8(address, SecondaryBus), seen, buses);
            }
        }
    }

    private bool HasManyFunctions(PciAddress first) =>
        configuration.Read16(first, 0) != NoVendor && (configuration.Read8(first, 0x0e) & MultipleFunctions) != 0;

    private PciFunction ReadHeader(PciAddress address)
    {
        uint identity = configuration.Read32(address, 0x00);
        uint classes = configuration.Read32(address, 0x08);
        byte headerType = (byte)(configuration.Read8(address, 0x0e) & ~MultipleFunctions);
        uint subsystem = headerType == 0 ? configuration.Read32(address, 0x2c) : 0;
        ushort interrupt = configuration.Read16(address, 0x3c);
        return new PciFunction
        {
            Address = address,
            Vendor = (ushort)(identity & 0xffff),
            Device = (ushort)(identity >> 16),
            Class = (byte)(classes >> 24),
            Subclass = (byte)(classes >> 16 & 0xff),
            Interface = (byte)(classes >> 8 & 0xff),
            Revision = (byte)(classes & 0xff),
            HeaderType = headerType,
            SubsystemVendor = (ushort)(subsystem & 0xffff),
            Subsystem = (ushort)(subsystem >> 16),
            InterruptLine = (byte)(interrupt & 0xff),
            InterruptPin = (byte)(interrupt >> 8),
        };
    }

    private uint Probe(PciAddress address, byte register, uint original)
    {
        configuration.Write32(address, register, uint.MaxValue);
        uint mask = configuration.Read32(address, register);
        configuration.Write32(address, register, original);
        return mask;
    }
}
