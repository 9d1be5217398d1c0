using System;
using System.Buffers.Binary;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The header of an ELF file for x86-64 and its program headers, checked (elf(5)).</summary>
/// <remarks>Everything in it comes from a hostile file: no sum here can wrap, and nothing is used that was not looked at.</remarks>
public sealed class ElfImage
{
    /// <summary>How much of a file's beginning is looked at; the program headers must lie in it.</summary>
    public const int HeadBytes = 4096;

    private const int HeaderBytes = 64;
    private const ushort ProgramHeaderBytes = 56;
    private const ushort MostHeaders = 64;
    private const ushort MachineX64 = 62;
    private const ushort TypeFixed = 2;
    private const ushort TypeShared = 3;

    private ElfImage(ElfSegment[] segments)
    {
        Segments = segments;
    }

    public ElfSegment[] Segments { get; }

    public bool IsMovable { get; private init; }

    public ulong Entry { get; private init; }

    public ulong HeadersOffset { get; private init; }

    public static ushort HeaderSize => ProgramHeaderBytes;

    /// <summary>Addresses that the loaded segments cover, from the lowest page to the end of the highest byte's.</summary>
    public ulong Start { get; private set; }

    public ulong End { get; private set; }

    /// <summary>Reads the beginning of a file.</summary>
    /// <returns>NotExecutable if it is no such program.</returns>
    public static Result<ElfImage> Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes || !head.StartsWith("\u007fELF\u0002\u0001\u0001"u8))
        {
            return Errno.NotExecutable;
        }

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(head[16..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        bool isKnown = type is TypeFixed or TypeShared && BinaryPrimitives.ReadUInt16LittleEndian(head[18..]) == MachineX64
            && BinaryPrimitives.ReadUInt16LittleEndian(head[54..]) == ProgramHeaderBytes;
        if (!isKnown || count is 0 or > MostHeaders || offset > (ulong)head.Length || (ulong)count * ProgramHeaderBytes > (ulong)head.Length - offset)
        {
            return Errno.NotExecutable;
        }

        ElfSegment[] segments = new ElfSegment[count];
        for (int i = 0; i < count; i++)
        {
            segments[i] = new ElfSegment(head.Slice((int)offset + (i * ProgramHeaderBytes), ProgramHeaderBytes));
        }

        ElfImage image = new(segments)
        {
            IsMovable = type == TypeShared,
            Entry = BinaryPrimitives.ReadUInt64LittleEndian(head[24..]),
            HeadersOffset = offset,
        };
        return image.TryMeasure() ? image : Errno.NotExecutable;
    }

    /// <summary>Where in memory the program headers are, before the image is moved; 0 when no segment has them.</summary>
    public ulong FindHeaders()
    {
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Type == ElfSegment.Load && HeadersOffset >= segment.Offset && HeadersOffset - segment.Offset < segment.FileSize)
            {
                return segment.Address + (HeadersOffset - segment.Offset);
            }
        }

        return 0;
    }

    private bool TryMeasure()
    {
        Start = ulong.MaxValue;
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Type != ElfSegment.Load || segment.MemorySize == 0)
            {
                continue;
            }

            if (!segment.IsSane)
            {
                return false;
            }

            Start = Math.Min(Start, segment.FirstPage << PageNumber.Shift);
            End = Math.Max(End, segment.EndPage << PageNumber.Shift);
        }

        return Start < End;
    }
}
