using System;

namespace Vela.Shell;

/// <summary>Ends one command from deep inside it, as a signal ends a process: it was interrupted, or its reader is gone.</summary>
/// <remarks>Thrown by <see cref="OutputWriter"/> and <see cref="CommandContext"/>, caught where the command was started; expected failure of the command itself is a status.</remarks>
public sealed class CommandEndedException(int status, string message) : Exception(message)
{
    /// <summary>128 + the signal, or 1.</summary>
    public int Status => status;

    public static CommandEndedException BySignal(int signal) => new(128 + signal, "");
}
