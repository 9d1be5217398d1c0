using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Faults on purpose, for the tests that show how the machine ends.</summary>
public static unsafe class Provoke
{
    /// <summary>Writes to the first byte of the image's headers, which are read-only like its code.</summary>
    public static void WriteToCode() => *(byte*)(MemoryLayout.ImageBase + 0x20_0000) = 0;
}
