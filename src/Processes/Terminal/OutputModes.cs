using System;

namespace Vela.Processes;

/// <summary>What is done to a terminal's output (termios(3), c_oflag).</summary>
[Flags]
public enum OutputModes : uint
{
    None = 0,

    /// <summary>Anything at all (OPOST).</summary>
    Process = 1,

    /// <summary>Lower case becomes upper (OLCUC).</summary>
    ToUpper = 2,

    /// <summary>A newline becomes carriage return and newline (ONLCR).</summary>
    NewlineToReturnNewline = 4,

    /// <summary>A carriage return becomes a newline (OCRNL).</summary>
    ReturnToNewline = 8,

    /// <summary>No carriage return where the line begins (ONOCR).</summary>
    NoReturnAtStart = 16,

    /// <summary>A newline also goes back to the line's beginning, on the terminal itself (ONLRET).</summary>
    NewlineReturns = 32,

    /// <summary>Both bits: tabs become spaces (XTABS).</summary>
    ExpandTabs = 0x1800,
}
