using Vela.Hal;

namespace Vela.Drivers;

/// <summary>Powers the machine off and resets it through ACPI's registers.</summary>
/// <remarks>
/// A value without references, made once at boot, whose methods allocate nothing: a panic may use it when nothing else works.
/// Registers in memory instead of ports do not occur on PCs with an 8042; those machines have other ways.
/// </remarks>
public readonly struct PowerControl
{
    private const ushort ResetControl = 0xcf9;
    private const byte FullReset = 0x06;
    private const byte SystemReset = 0x02;

    private const ushort SciEnable = 1;
    private const int SleepTypeShift = 10;
    private const ushort SleepTypeMask = 7 << SleepTypeShift;
    private const ushort SleepEnable = 1 << 13;
    private const int EnablePolls = 1_000_000;

    private readonly ushort _controlA;
    private readonly ushort _controlB;
    private readonly ushort _commandPort;
    private readonly ushort _resetPort;
    private readonly byte _enableCommand;
    private readonly byte _resetValue;
    private readonly SoftOff _softOff;

    public PowerControl(FixedDescription registers, SoftOff softOff)
    {
        _controlA = PortOf(registers.ControlA);
        _controlB = PortOf(registers.ControlB);
        _commandPort = registers.CommandPort;
        _enableCommand = registers.EnableCommand;
        _resetPort = PortOf(registers.Reset);
        _resetValue = registers.ResetValue;
        _softOff = softOff;
    }

    public bool CanPowerOff => _controlA != 0;

    /// <summary>The port and the value whose 16-bit write powers off a machine in ACPI mode; port 0 if it cannot be.</summary>
    public (ushort Port, ushort Value) PowerOffWrite => (_controlA, (ushort)(_softOff.TypeA << SleepTypeShift | SleepEnable));

    /// <summary>Enters S5. Returns only if the machine stays on.</summary>
    public void PowerOff(IPortSpace ports)
    {
        if (!CanPowerOff)
        {
            return;
        }

        EnterAcpiMode(ports);
        Sleep(ports, _controlA, _softOff.TypeA);
        if (_controlB != 0)
        {
            Sleep(ports, _controlB, _softOff.TypeB);
        }
    }

    /// <summary>Resets by ACPI's register, then by the chipset's. Returns only if neither works: then try the keyboard controller.</summary>
    public void Reset(IPortSpace ports)
    {
        if (_resetPort != 0)
        {
            ports.Write8(_resetPort, _resetValue);
        }

        // PIIX and ICH: full reset, in two writes because it is the rising edge of bit 2 that acts.
        ports.Write8(ResetControl, SystemReset);
        ports.Write8(ResetControl, FullReset);
    }

    private void EnterAcpiMode(IPortSpace ports)
    {
        if (_commandPort == 0 || _enableCommand == 0 || (ports.Read16(_controlA) & SciEnable) != 0)
        {
            return;
        }

        ports.Write8(_commandPort, _enableCommand);
        for (int polls = 0; polls < EnablePolls && (ports.Read16(_controlA) & SciEnable) == 0; polls++)
        {
        }
    }

    private static void Sleep(IPortSpace ports, ushort control, byte type)
    {
        int value = (ports.Read16(control) & ~(SleepTypeMask | SleepEnable)) | type << SleepTypeShift;
        ports.Write16(control, (ushort)value);
        ports.Write16(control, (ushort)(value | SleepEnable));
    }

    private static ushort PortOf(GenericAddress register) => register.IsPort ? (ushort)register.Address : (ushort)0;
}
