using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Tests.Drivers;

/// <summary>An 8042 and a keyboard behind it, as far as a driver can tell.</summary>
internal sealed class SimulatedKeyboardController : IPortSpace
{
    private readonly Queue<(byte Value, bool Mouse)> _output = new();
    private byte _command;
    private byte _keyboardCommand;
    private int _refusals;

    public bool IsPresent { get; init; } = true;

    public bool HasKeyboard { get; init; } = true;

    /// <summary>How often the keyboard asks for a byte again before it takes it.</summary>
    public int Refusals { init => _refusals = value; }

    public byte Configuration { get; private set; } = 0x65;

    public byte Leds { get; private set; }

    public bool IsScanning { get; private set; }

    public bool FirstPortIsOn { get; private set; } = true;

    public bool SecondPortIsOn { get; private set; } = true;

    public bool WasReset { get; private set; }

    public void Press(params byte[] codes)
    {
        foreach (byte code in codes)
        {
            _output.Enqueue((code, false));
        }
    }

    public void MoveMouse(byte value) => _output.Enqueue((value, true));

    public byte Read8(ushort port)
    {
        if (!IsPresent)
        {
            return 0xff;
        }

        if (port == 0x64)
        {
            return (byte)(0x14 | (_output.Count > 0 ? 1 : 0) | (_output.Count > 0 && _output.Peek().Mouse ? 0x20 : 0));
        }

        return _output.Count > 0 ? _output.Dequeue().Value : (byte)0;
    }

    public void Write8(ushort port, byte value)
    {
        if (port == 0x64)
        {
            TakeCommand(value);
        }
        else if (_command == 0x60)
        {
            Configuration = value;
            _command = 0;
        }
        else if (HasKeyboard)
        {
            TakeKeyboardByte(value);
        }
    }

    public ushort Read16(ushort port) => 0xffff;

    public uint Read32(ushort port) => 0xffffffff;

    public void Write16(ushort port, ushort value)
    {
    }

    public void Write32(ushort port, uint value)
    {
    }

    private void TakeCommand(byte value)
    {
        _command = value;
        switch (value)
        {
            case 0x20: _output.Enqueue((Configuration, false)); break;
            case 0xaa: _output.Enqueue((0x55, false)); break;
            case 0xad: FirstPortIsOn = false; break;
            case 0xae: FirstPortIsOn = true; break;
            case 0xa7: SecondPortIsOn = false; break;
            case 0xfe: WasReset = true; break;
        }
    }

    private void TakeKeyboardByte(byte value)
    {
        if (_refusals > 0)
        {
            _refusals--;
            _output.Enqueue((0xfe, false));
            return;
        }

        _output.Enqueue((0xfa, false));
        if (_keyboardCommand == 0xed)
        {
            Leds = value;
            _keyboardCommand = 0;
            return;
        }

        _keyboardCommand = value;
        IsScanning |= value == 0xf4;
    }
}
