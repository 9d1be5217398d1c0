using System;
using Vela.Hal;

namespace Vela.Tests.Consoles;

/// <summary>A port space for code that takes it as a type: each test thread plugs its own machine in.</summary>
internal readonly struct SimulatedPorts : IPortSpace
{
    [ThreadStatic]
    private static IPortSpace? s_machine;

    public static void Plug(IPortSpace machine) => s_machine = machine;

    public byte Read8(ushort port) => s_machine!.Read8(port);

    public ushort Read16(ushort port) => s_machine!.Read16(port);

    public uint Read32(ushort port) => s_machine!.Read32(port);

    public void Write8(ushort port, byte value) => s_machine!.Write8(port, value);

    public void Write16(ushort port, ushort value) => s_machine!.Write16(port, value);

    public void Write32(ushort port, uint value) => s_machine!.Write32(port, value);
}
