using System;

namespace Vela.Processes;

/// <summary>What is done to a terminal's input (termios(3), c_iflag, with the numbers of x86-64).</summary>
[Flags]
public enum InputModes : uint
{
    None = 0,

    /// <summary>A break is ignored.</summary>
    IgnoreBreak = 1,

    /// <summary>A break is an interrupt.</summary>
    BreakInterrupts = 2,
    IgnoreParity = 4,

    /// <summary>A byte of 255 comes twice, so that marks can be told from it.</summary>
    MarkParity = 8,
    CheckParity = 16,

    /// <summary>The eighth bit is taken off (ISTRIP).</summary>
    Strip = 32,

    /// <summary>A newline becomes a carriage return (INLCR).</summary>
    NewlineToReturn = 64,

    /// <summary>Carriage returns are dropped (IGNCR).</summary>
    IgnoreReturn = 128,

    /// <summary>A carriage return becomes a newline (ICRNL).</summary>
    ReturnToNewline = 256,

    /// <summary>Upper case becomes lower (IUCLC).</summary>
    ToLower = 512,

    /// <summary>The stop and start characters hold and continue the output (IXON).</summary>
    FlowControl = 1024,

    /// <summary>Any character continues it (IXANY).</summary>
    AnyStarts = 2048,
    InputFlowControl = 4096,
    BellWhenFull = 8192,

    /// <summary>Characters are UTF-8: erasing takes a whole one (IUTF8).</summary>
    Utf8 = 16384,
}
