using System;

namespace Vela.Drivers;

/// <summary>The locks, as bits of the keyboard's command 0xed.</summary>
[Flags]
public enum KeyboardLeds : byte
{
    None = 0,
    ScrollLock = 1,
    NumLock = 2,
    CapsLock = 4,
}
