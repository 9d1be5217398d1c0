using System;

namespace Vela.Drivers;

/// <summary>Which modifier keys are held. The values are those xterm adds up in its sequences (one more than the sum).</summary>
[Flags]
public enum KeyModifiers : byte
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}
