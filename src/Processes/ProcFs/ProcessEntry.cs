namespace Vela.Processes;

/// <summary>What there is in the directory of a process or of a thread (proc(5)).</summary>
internal enum ProcessEntry : byte
{
    CommandLine,
    Environment,
    Name,
    Stat,
    Statm,
    Status,
    Maps,
    SharesOfMaps,
    Memory,
    Limits,
    Capabilities,
    Stack,
    Wait,
    Mounts,
    Scheduling,
    Program,
    WorkingDirectory,
    Root,
    Descriptors,
    DescriptorTexts,
    Tasks,
}
