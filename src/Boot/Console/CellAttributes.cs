using System;

namespace Vela.Boot;

/// <summary>How a <see cref="Cell"/> is drawn besides its colors: 11 bits.</summary>
[Flags]
public enum CellAttributes : ushort
{
    None = 0,
    Bold = 1 << 0,
    Dim = 1 << 1,
    Italic = 1 << 2,
    Underline = 1 << 3,
    Blink = 1 << 4,
    Reverse = 1 << 5,
    Hidden = 1 << 6,
    Struck = 1 << 7,

    /// <summary>The left half of a character two cells wide.</summary>
    WideLead = 1 << 8,

    /// <summary>The right half of the character in the cell before.</summary>
    WideTail = 1 << 9,

    Wide = WideLead | WideTail,
}
