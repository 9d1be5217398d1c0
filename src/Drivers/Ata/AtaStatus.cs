using System;

namespace Vela.Drivers;

/// <summary>The status register of a disk (ATA8-ACS, 6.2).</summary>
[Flags]
internal enum AtaStatus : byte
{
    None = 0,
    Error = 0x01,
    DataRequest = 0x08,
    DeviceFault = 0x20,
    Ready = 0x40,
    Busy = 0x80,

    /// <summary>No device drives the bus.</summary>
    Floating = 0xff,
}
