using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>All that a program is to have besides its streams; nothing that is not named.</summary>
/// <param name="Directory">The directory that is its root, which it never leaves; null: it has no files.</param>
/// <param name="Rights">What it may do there.</param>
/// <param name="MemoryBytes">What its private memory may come to, that of its children included.</param>
/// <param name="Threads">How many threads there may be at once, those of its children included.</param>
/// <param name="Capabilities">How many capabilities and mappings of files they may hold.</param>
/// <param name="ProcessorPercent">What part of the processor's time they may have; 0: as much as whoever starts it.</param>
public sealed record Confinement(string? Directory, DirectoryRights Rights, long MemoryBytes, long Threads, long Capabilities, int ProcessorPercent)
{
    /// <summary>What it may do with the console; None: it has none, nor have its standard streams.</summary>
    public Rights ConsoleRights { get; init; } = SystemConsole.Usable;

    /// <summary>Parts of the machine's devices.</summary>
    public List<DeviceGrant> Devices { get; } = [];
}
