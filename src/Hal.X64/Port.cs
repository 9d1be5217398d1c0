using System.Runtime;
using System.Runtime.CompilerServices;

namespace Vela.Hal.X64;

/// <summary>The processor's I/O ports.</summary>
public static class Port
{
    [RuntimeImport("vela_in8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte In8(ushort port);

    [RuntimeImport("vela_in16"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ushort In16(ushort port);

    [RuntimeImport("vela_in32"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint In32(ushort port);

    [RuntimeImport("vela_out8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out8(ushort port, byte value);

    [RuntimeImport("vela_out16"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out16(ushort port, ushort value);

    [RuntimeImport("vela_out32"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out32(ushort port, uint value);

    /// <param name="port">Read so many times.</param>
    /// <param name="into">Two bytes each time, upwards.</param>
    /// <param name="count">How many times.</param>
    [RuntimeImport("vela_ins16"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern unsafe void In16(ushort port, byte* into, nuint count);

    /// <summary>As <see cref="In16(ushort, byte*, nuint)"/>, the other way.</summary>
    [RuntimeImport("vela_outs16"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern unsafe void Out16(ushort port, byte* from, nuint count);
}
