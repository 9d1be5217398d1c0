using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Vela.Drivers;
using Vela.Hal;

namespace Vela.Tests.Drivers;

/// <summary>Configuration space behind ports 0xcf8 and 0xcfc. Base address registers take only the bits their length leaves them.</summary>
internal sealed class SimulatedPci : IPortSpace
{
    private readonly Dictionary<PciAddress, byte[]> _functions = [];
    private readonly Dictionary<(PciAddress, int), uint> _masks = [];
    private uint _address;

    /// <summary>Whether an address was written while the function still decoded it.</summary>
    public bool WasProbedWhileDecoding { get; private set; }

    public byte[] Add(PciAddress address, ushort vendor, ushort device, uint classes, byte headerType = 0)
    {
        byte[] space = new byte[256];
        BinaryPrimitives.WriteUInt16LittleEndian(space, vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(space.AsSpan(2), device);
        BinaryPrimitives.WriteUInt32LittleEndian(space.AsSpan(8), classes << 8 | 3);
        space[4] = 7;
        space[0x0e] = headerType;
        space[0x3c] = 11;
        space[0x3d] = 1;
        _functions[address] = space;
        return space;
    }

    public void AddBar(PciAddress address, int register, uint value, uint writable)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_functions[address].AsSpan(register), value);
        _masks[(address, register)] = writable;
    }

    public byte Read8(ushort port) => (byte)(Read(port) & 0xff);

    public ushort Read16(ushort port) => (ushort)(Read(port) & 0xffff);

    public uint Read32(ushort port) => Read(port);

    public void Write8(ushort port, byte value) => throw new NotSupportedException();

    public void Write16(ushort port, ushort value)
    {
        if (Selected() is byte[] space)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(space.AsSpan((int)(_address & 0xfc) + port - 0xcfc), value);
        }
    }

    public void Write32(ushort port, uint value)
    {
        if (port == 0xcf8)
        {
            _address = value;
            return;
        }

        int register = (int)(_address & 0xfc);
        if (Selected() is byte[] space && _masks.TryGetValue((Function(), register), out uint writable))
        {
            WasProbedWhileDecoding |= (space[4] & 3) != 0;
            uint fixedBits = BinaryPrimitives.ReadUInt32LittleEndian(space.AsSpan(register)) & ~writable;
            BinaryPrimitives.WriteUInt32LittleEndian(space.AsSpan(register), (value & writable) | fixedBits);
        }
    }

    private PciAddress Function() => new((byte)(_address >> 16 & 0xff), (byte)(_address >> 11 & 0x1f), (byte)(_address >> 8 & 7));

    private byte[]? Selected() => (_address & 0x8000_0000) != 0 && _functions.TryGetValue(Function(), out byte[]? space) ? space : null;

    private uint Read(ushort port) =>
        Selected() is byte[] space ? BinaryPrimitives.ReadUInt32LittleEndian(space.AsSpan((int)(_address & 0xfc))) >> (8 * (port - 0xcfc)) : uint.MaxValue;
}
