using System;
using Vela.Hal;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The port space of the machine we run on. It has no state, so <c>default</c> is one.</summary>
public readonly struct MachinePorts : IPortSpace
{
    public byte Read8(ushort port) => Port.In8(port);

    public ushort Read16(ushort port) => Port.In16(port);

    public uint Read32(ushort port) => Port.In32(port);

    public void Write8(ushort port, byte value) => Port.Out8(port, value);

    public void Write16(ushort port, ushort value) => Port.Out16(port, value);

    public void Write32(ushort port, uint value) => Port.Out32(port, value);

    public unsafe void Read16(ushort port, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            Port.In16(port, bytes, (nuint)into.Length / sizeof(ushort));
        }
    }

    public unsafe void Write16(ushort port, ReadOnlySpan<byte> from)
    {
        fixed (byte* bytes = from)
        {
            Port.Out16(port, bytes, (nuint)from.Length / sizeof(ushort));
        }
    }
}
