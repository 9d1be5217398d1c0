using System;

namespace Vela.Fs;

/// <summary>What a file is ready for (poll(2), with its numbers).</summary>
[Flags]
public enum PollEvents : ushort
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HungUp = 16,
}
