using System;
using System.Collections.Generic;
using Vela.Drivers;
using Vela.Hal;
using Vela.Tests.Shell;
using Vela.Tests.Simulation;

namespace Vela.Tests.Drivers;

/// <summary>A driver with its simulated device: what the tests of all drivers need.</summary>
internal abstract class DiskUnderTest : IDisposable
{
    public const ulong Sectors = 4096;

    protected DiskUnderTest() => Medium = new SimulatedMedium(Memory.Memory, Sectors);

    public SimulatedMemory Memory { get; } = new(2048);

    public SimulatedExecutive Executive { get; } = new();

    public SimulatedMedium Medium { get; protected init; }

    public abstract BlockQueue Queue { get; }

    public abstract IBlockDriver Driver { get; }

    /// <summary>The device does one thing, or its interrupt is served. False: nothing is left to do. Which of several things it does, the number decides.</summary>
    public abstract bool Step(int choice);

    public void RunUntilIdle(Random? random = null)
    {
        for (int steps = 0; Step(random?.Next() ?? 0); steps++)
        {
            if (steps > 1_000_000)
            {
                throw new InvalidOperationException("the device interrupts for ever");
            }
        }
    }

    public void Dispose() => Memory.Dispose();

    public static DiskUnderTest Make(string kind) => kind switch
    {
        "virtio" => new VirtioUnderTest(),
        "virtio, 4 entries" => new VirtioUnderTest(queueSize: 4),
        "virtio, 64 entries" => new VirtioUnderTest(queueSize: 64),
        "IDE" => new IdeUnderTest(AtaTransferMode.Dma, isLong: true),
        "IDE, short addresses" => new IdeUnderTest(AtaTransferMode.Dma, isLong: false),
        "IDE, no DMA" => new IdeUnderTest(AtaTransferMode.Programmed, isLong: true),
        "AHCI" => new AhciUnderTest(AhciFailure.Stops),
        "AHCI, failed slot forgotten" => new AhciUnderTest(AhciFailure.StopsForgetting),
        "AHCI, goes on after errors" => new AhciUnderTest(AhciFailure.GoesOn),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static IEnumerable<string> Kinds() =>
        ["virtio", "virtio, 4 entries", "virtio, 64 entries", "IDE", "IDE, short addresses", "IDE, no DMA", "AHCI", "AHCI, failed slot forgotten", "AHCI, goes on after errors"];
}
