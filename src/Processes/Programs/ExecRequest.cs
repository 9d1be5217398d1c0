using System.Collections.Generic;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>A program that is to be run: its file, its arguments and its environment, all as bytes without final zeros.</summary>
public sealed class ExecRequest
{
    /// <summary>Where a relative path starts.</summary>
    public required DirectoryReference Start { get; init; }

    public required byte[] Path { get; init; }

    public WalkMode Mode { get; init; } = WalkMode.Follow;

    public required List<byte[]> Arguments { get; init; }

    public required List<byte[]> Environment { get; init; }
}
