using System;

namespace Vela.Boot;

/// <summary>One place of a text screen in 8 bytes.</summary>
/// <remarks>
/// <code>
/// 63      48 47      32 31        21 20        0
/// background foreground attributes   code point
/// </code>
/// </remarks>
public readonly struct Cell : IEquatable<Cell>
{
    private const int AttributesShift = 21;
    private const int ForegroundShift = 32;
    private const int BackgroundShift = 48;
    private const ulong CodePointMask = (1UL << AttributesShift) - 1;
    private const ulong AttributesMask = (1UL << ForegroundShift) - 1 - CodePointMask;

    public Cell(uint codePoint, CellAttributes attributes, CellColor foreground, CellColor background) =>
        Bits = (codePoint & CodePointMask) | (ulong)attributes << AttributesShift | (ulong)foreground.Bits << ForegroundShift
            | (ulong)background.Bits << BackgroundShift;

    private Cell(ulong bits) => Bits = bits;

    /// <summary>A space in the default colors.</summary>
    public static Cell Blank => new(' ', CellAttributes.None, CellColor.Default, CellColor.Default);

    public ulong Bits { get; }

    public uint CodePoint => (uint)(Bits & CodePointMask);

    public CellAttributes Attributes => (CellAttributes)((Bits & AttributesMask) >> AttributesShift);

    public CellColor Foreground => new((ushort)(Bits >> ForegroundShift & 0xffff));

    public CellColor Background => new((ushort)(Bits >> BackgroundShift));

    public static bool operator ==(Cell left, Cell right) => left.Bits == right.Bits;

    public static bool operator !=(Cell left, Cell right) => left.Bits != right.Bits;

    public Cell With(uint codePoint) => new((Bits & ~CodePointMask) | (codePoint & CodePointMask));

    public Cell WithAttributes(CellAttributes attributes) => new((Bits & ~AttributesMask) | (ulong)attributes << AttributesShift);

    public Cell WithForeground(CellColor color) => new(CodePoint, Attributes, color, Background);

    public Cell WithBackground(CellColor color) => new(CodePoint, Attributes, Foreground, color);

    public bool Has(CellAttributes attribute) => (Attributes & attribute) != 0;

    public bool Equals(Cell other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    public override int GetHashCode() => Bits.GetHashCode();
}
