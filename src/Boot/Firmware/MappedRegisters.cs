using System.Threading;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Registers of a device in the device window.</summary>
internal sealed unsafe class MappedRegisters(byte* start, uint length) : DeviceRegisters
{
    public override uint Length => length;

    public override byte Read8(uint offset) => Volatile.Read(ref *At(offset, 1));

    public override ushort Read16(uint offset) => Volatile.Read(ref *(ushort*)At(offset, 2));

    public override uint Read32(uint offset) => Volatile.Read(ref *(uint*)At(offset, 4));

    public override void Write8(uint offset, byte value) => Volatile.Write(ref *At(offset, 1), value);

    public override void Write16(uint offset, ushort value) => Volatile.Write(ref *(ushort*)At(offset, 2), value);

    public override void Write32(uint offset, uint value) => Volatile.Write(ref *(uint*)At(offset, 4), value);

    private byte* At(uint offset, uint width)
    {
        Panic.When(offset > length - width, "a driver reached beyond its device's registers");
        return start + offset;
    }
}
