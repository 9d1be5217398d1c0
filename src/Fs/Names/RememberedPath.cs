using System.Runtime.InteropServices;

namespace Vela.Fs;

/// <summary>A path of at most <see cref="MostBytes"/> bytes, and the cell that it led to: a line of the processor's cache, no references.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct RememberedPath
{
    public const int MostBytes = 5 * sizeof(ulong);

    // Its bytes, the very first lowest; zero where it has ended.
    public ulong First;
    public ulong Second;
    public ulong Third;
    public ulong Fourth;
    public ulong Fifth;

    /// <summary>Bytes of the path.</summary>
    public int Length;

    /// <summary>The cell that it starts at.</summary>
    public uint Directory;

    /// <summary>The cell that it led to; 0: this is nobody's.</summary>
    public uint Cell;

    /// <summary>That cell's <see cref="Dentry.Version"/> then.</summary>
    public uint Version;

    /// <summary>The era of all directories then (<see cref="DentryCache"/>).</summary>
    public uint Era;
}
