using System;

namespace Vela.Processes;

/// <summary>How a line is driven (termios(3), c_cflag). Kept for programs; no line of ours is driven otherwise.</summary>
[Flags]
public enum ControlModes : uint
{
    None = 0,
    Speed38400 = 15,
    EightBits = 0x30,
    Receive = 0x80,
    ParityEnable = 0x100,
    HangUpOnClose = 0x400,
    Local = 0x800,
}
