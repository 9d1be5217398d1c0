using System;

namespace Vela.Fs;

/// <summary>What a file is ready for (poll(2), with its numbers).</summary>
[Flags]
public enum PollEvents : ushort
{
    None = 0,
    Readable = 1,

    /// <summary>Something that is not in the stream of bytes.</summary>
    Priority = 2,
    Writable = 4,

    /// <summary>Always told, asked for or not, as are HungUp and Invalid.</summary>
    Error = 8,
    HungUp = 16,

    /// <summary>Not an open file.</summary>
    Invalid = 32,

    /// <summary>Older names of Readable and Writable: <see cref="OpenFile.Poll"/> tells them together.</summary>
    ReadableNormal = 64,
    WritableNormal = 256,

    /// <summary>The other side will write no more.</summary>
    PeerHungUp = 0x2000,
    Always = Error | HungUp | Invalid,
    All = 0xffff,
}
