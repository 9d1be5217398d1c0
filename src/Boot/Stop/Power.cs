using System.Diagnostics.CodeAnalysis;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Off, and again from the start.</summary>
public static class Power
{
    private const ushort DebugExitPort = 0xf4;
    private const ushort ResetControl = 0xcf9;
    private const ushort KeyboardCommand = 0x64;

    private static ushort _sleepPort;
    private static ushort _sleepValue;

    /// <summary>The port and value that enter S5, once the ACPI tables have been read.</summary>
    public static void SetSleep(ushort port, ushort value)
    {
        _sleepPort = port;
        _sleepValue = value;
    }

    /// <summary>Leaves QEMU with the outcome's status where it has the debug-exit device; else powers off, or at least halts.</summary>
    [DoesNotReturn]
    public static void Exit(PowerOutcome outcome)
    {
        KernelConsole.Consoles.Drain();
        Port.Out32(DebugExitPort, (uint)outcome);
        if (outcome == PowerOutcome.Orderly && _sleepPort != 0)
        {
            Port.Out16(_sleepPort, _sleepValue);
        }

        Cpu.HaltForever();
    }

    /// <summary>Resets by the chipset's control register, else by the keyboard controller.</summary>
    [DoesNotReturn]
    public static void Reset()
    {
        KernelConsole.Consoles.Drain();
        Port.Out8(ResetControl, 2);
        Port.Out8(ResetControl, 6);
        Port.Out8(KeyboardCommand, 0xfe);
        Cpu.HaltForever();
    }
}
