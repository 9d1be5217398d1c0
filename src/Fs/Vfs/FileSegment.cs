using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A piece of a program's memory among several (readv(2)).</summary>
public readonly struct FileSegment(VirtualAddress start, int length)
{
    public VirtualAddress Start { get; } = start;

    /// <summary>In bytes; may be 0.</summary>
    public int Length { get; } = length;
}
