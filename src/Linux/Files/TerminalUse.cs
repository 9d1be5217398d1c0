namespace Vela.Linux;

/// <summary>What a program does with its controlling terminal.</summary>
internal enum TerminalUse
{
    Read,
    Write,

    /// <summary>Settings, queues, the foreground group.</summary>
    Change,
}
