using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A path, and the room it lies in.</summary>
/// <remarks>What is behind it there means nothing, but may be read: with <see cref="SpareBytes"/> of it each name is taken in one piece.</remarks>
[SuppressMessage("Usage", "CA2225", Justification = "The conversions are the constructor and Bytes.")]
public readonly ref struct PathText
{
    /// <summary>How much room behind a path makes walking it cheaper.</summary>
    public const int SpareBytes = 16;

    /// <param name="room">Begins with the path.</param>
    /// <param name="length">The path's bytes.</param>
    public PathText(ReadOnlySpan<byte> room, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)room.Length);
        Room = room;
        Length = length;
        IsAbsolute = length != 0 && room[0] == (byte)'/';
    }

    /// <summary>The path and what lies behind it.</summary>
    public ReadOnlySpan<byte> Room { get; }

    /// <summary>Bytes of the path.</summary>
    public int Length { get; }

    public bool IsEmpty => Length == 0;

    /// <summary>Whether it begins with a slash. Asked several times on the way, so it is kept.</summary>
    public bool IsAbsolute { get; }

    public ReadOnlySpan<byte> Bytes => Room[..Length];

    public static implicit operator PathText(ReadOnlySpan<byte> path) => new(path, path.Length);

    public static implicit operator PathText(Span<byte> path) => new(path, path.Length);

    public static implicit operator PathText(byte[] path) => new(path, path.Length);

    public static implicit operator ReadOnlySpan<byte>(PathText path) => path.Bytes;

    /// <summary>Bytes of the component that begins at a place: up to the next slash, or the path's end.</summary>
    [NoAllocation]
    internal int LengthAt(int start)
    {
        ReadOnlySpan<byte> rest = Bytes[start..];
        int slash = rest.IndexOf((byte)'/');
        return slash < 0 ? rest.Length : slash;
    }

    /// <summary>The first place from one on that is no slash, or the path's end.</summary>
    [NoAllocation]
    internal int SkipSlashes(int at)
    {
        while (at < Length && Room[at] == (byte)'/')
        {
            at = unchecked(at + 1); // not beyond the length
        }

        return at;
    }
}
