using System;

namespace Vela.Drivers;

/// <summary>How far driver and device have come with each other (VIRTIO 1.2, 2.1).</summary>
[Flags]
internal enum VirtioStatus : byte
{
    None = 0,
    Acknowledge = 1,
    Driver = 2,
    DriverOk = 4,
    FeaturesOk = 8,
    NeedsReset = 64,
    Failed = 128,
}
