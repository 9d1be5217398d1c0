using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>A program that is to be run: its file, its arguments and its environment, all as bytes without final zeros.</summary>
public sealed class ExecRequest
{
    /// <summary>Where a relative path starts.</summary>
    public required DirectoryReference Start { get; init; }

    public required byte[] Path { get; init; }

    /// <summary>Whose space <see cref="Start"/>'s authority is in; null: the process's own. Who starts a program may hand it a file that lies nowhere in its root.</summary>
    public CapabilitySpace? Lender { get; init; }

    /// <summary>The file itself, at <see cref="Start"/>, if it is named by a descriptor; then <see cref="Path"/> is what the program is told.</summary>
    public Inode? File { get; init; }

    public WalkMode Mode { get; init; } = WalkMode.Follow;

    public required List<byte[]> Arguments { get; init; }

    public required List<byte[]> Environment { get; init; }
}
