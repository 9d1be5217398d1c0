using Vela.Processes;

namespace Vela.Tests.Architecture.Samples;

/// <summary>A bad example: comes by a file with a number that is no handle, and asks nobody.</summary>
public static class OpenSourceSample
{
    public static bool HasFile(MappedFiles files, uint number) => files.FileOf(number) is not null;
}
