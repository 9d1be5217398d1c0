using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The hash of one component of a path, made byte by byte while the path is read. Source: FNV-1a (Fowler, Noll, Vo), 32 bits.</summary>
internal static class NameHash
{
    public const uint Start = 2_166_136_261;

    [NoAllocation]
    public static uint Add(uint hash, byte next) => unchecked((hash ^ next) * 16_777_619); // wrapping is the hash

    [NoAllocation]
    public static uint Of(ReadOnlySpan<byte> name)
    {
        uint hash = Start;
        foreach (byte each in name)
        {
            hash = Add(hash, each);
        }

        return hash;
    }

    /// <summary>The bucket of a name in a directory.</summary>
    [NoAllocation]
    public static uint In(uint directory, uint hash) => unchecked((hash ^ (directory * 0x9e37_79b1)) * 0x85eb_ca6b) >> 7;
}
