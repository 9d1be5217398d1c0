using System;
using System.Buffers.Binary;

namespace Vela.Hal;

/// <summary>The x86 I/O port space (SDM vol. 1 ch. 19): IN and OUT of one, two and four bytes.</summary>
/// <remarks>
/// GC-free code takes it as <c>where TPorts : unmanaged, IPortSpace</c> and calls <c>default(TPorts)</c>, which compiles to
/// direct calls; drivers take it as a constructor argument. An empty port reads as all ones, as on the bus.
/// </remarks>
public interface IPortSpace
{
    byte Read8(ushort port);

    ushort Read16(ushort port);

    uint Read32(ushort port);

    void Write8(ushort port, byte value);

    void Write16(ushort port, ushort value);

    void Write32(ushort port, uint value);

    /// <summary>Reads as many times two bytes as fill a buffer of an even length (REP INS), lower addresses first.</summary>
    void Read16(ushort port, Span<byte> into)
    {
        for (int i = 0; i < into.Length; i += sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(into[i..], Read16(port));
        }
    }

    /// <summary>Writes a buffer of an even length, two bytes at a time (REP OUTS).</summary>
    void Write16(ushort port, ReadOnlySpan<byte> from)
    {
        for (int i = 0; i < from.Length; i += sizeof(ushort))
        {
            Write16(port, BinaryPrimitives.ReadUInt16LittleEndian(from[i..]));
        }
    }
}
