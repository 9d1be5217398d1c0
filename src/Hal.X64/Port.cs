using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Vela.Hal.X64;

/// <summary>The IN and OUT instructions (SDM vol. 2), as assembly stubs linked into the image.</summary>
[SuppressMessage("Interoperability", "CA1401", Justification = "The stubs are ours, and ring 0 has no caller to keep out.")]
public static class Port
{
    [DllImport("vela", EntryPoint = "vela_in8"), SuppressGCTransition]
    public static extern byte In8(ushort port);

    [DllImport("vela", EntryPoint = "vela_in16"), SuppressGCTransition]
    public static extern ushort In16(ushort port);

    [DllImport("vela", EntryPoint = "vela_in32"), SuppressGCTransition]
    public static extern uint In32(ushort port);

    [DllImport("vela", EntryPoint = "vela_out8"), SuppressGCTransition]
    public static extern void Out8(ushort port, byte value);

    [DllImport("vela", EntryPoint = "vela_out16"), SuppressGCTransition]
    public static extern void Out16(ushort port, ushort value);

    [DllImport("vela", EntryPoint = "vela_out32"), SuppressGCTransition]
    public static extern void Out32(ushort port, uint value);
}
