using System;
using System.Buffers.Binary;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The code that programs have of the kernel, and the numbers it reads (vdso(7)).</summary>
/// <remarks>Owns nothing: the file lies in the image; whoever maps it into programs copies it.</remarks>
public static unsafe class Vdso
{
    private static byte* _start;
    private static int _length;

    /// <summary>Bytes of the page of numbers that lies in front of the file.</summary>
    public const int DataBytes = (int)PageNumber.Size;

    /// <summary>The shared object.</summary>
    public static ReadOnlySpan<byte> File => new(_start, _length);

    /// <summary>Writes the numbers that turn ticks of the time-stamp counter into time; they never change.</summary>
    public static void WriteData(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, Clock.Origin);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], Clock.Scale);
        BinaryPrimitives.WriteUInt64LittleEndian(into[16..], Clock.WallAtBoot);
    }

    internal static void Open(byte* start, byte* end)
    {
        _start = start;
        _length = (int)(end - start);
    }
}
