using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>A program to be started.</summary>
/// <param name="Path">Path of its file, from its working directory; absolute if it is confined.</param>
/// <param name="Arguments">Its argument vector, its name first.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="Descriptors">Its open descriptors by number; null where closed. The shell keeps its own hold on each: retain what must outlive the call.</param>
/// <param name="Group">The process group to join: the <see cref="IProgram.Id"/> of the first program of the pipeline, or 0 to begin one.</param>
/// <param name="Placement">Whether its group gets the console.</param>
public sealed record ProgramRequest(
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string WorkingDirectory,
    IReadOnlyList<ByteStream?> Descriptors,
    int Group,
    JobPlacement Placement)
{
    /// <summary>All that it is to have; null: what the shell itself has.</summary>
    public Confinement? Confinement { get; init; }
}
