using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.SelfTests;

/// <summary>What a test may ask of the machine around it.</summary>
public interface ISelfTestMachine
{
    /// <summary>Monotonic time.</summary>
    long Nanoseconds { get; }

    /// <summary>How many milliseconds before its time a timer of the runtime may ring: it counts in ticks of the system's coarse clock.</summary>
    double CoarseTick { get; }

    /// <summary>The word NAME or NAME=VALUE from the kernel's command line: its value, empty without one, null if absent.</summary>
    string? Option(string name);

    /// <summary>Runs a step on the kernel's executive and waits for its end.</summary>
    void RunOnExecutive(Action step);

    /// <summary>The machine's disks and their partitions, once all have been found. They belong to the executive.</summary>
    IReadOnlyList<IBlockDevice> WaitForDisks();

    /// <summary>Tells the host something that was measured or seen; it appears with the test's result.</summary>
    void Note(string text);
}
