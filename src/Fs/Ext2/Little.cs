using System;
using System.Buffers.Binary;

namespace Vela.Fs;

/// <summary>Little-endian numbers at an offset of a structure on the disk.</summary>
internal static class Little
{
    public static ushort U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    public static void Set16(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[offset..], unchecked((ushort)value)); // its low half

    public static void Set32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);
}
