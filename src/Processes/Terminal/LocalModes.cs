using System;

namespace Vela.Processes;

/// <summary>How a terminal deals with who types (termios(3), c_lflag).</summary>
[Flags]
public enum LocalModes : uint
{
    None = 0,

    /// <summary>The interrupt, quit and suspend characters send signals (ISIG).</summary>
    Signals = 1,

    /// <summary>Input comes by lines, which can be edited (ICANON).</summary>
    Canonical = 2,
    UpperCase = 4,
    Echo = 8,

    /// <summary>Erasing wipes the character out (ECHOE).</summary>
    EchoErase = 16,

    /// <summary>Killing the line goes to a new one (ECHOK).</summary>
    EchoKill = 32,

    /// <summary>A newline is echoed even when nothing else is (ECHONL).</summary>
    EchoNewline = 64,

    /// <summary>Signals do not flush (NOFLSH).</summary>
    NoFlush = 128,

    /// <summary>Who writes in the background is stopped (TOSTOP).</summary>
    StopBackgroundOutput = 256,

    /// <summary>Control characters are echoed as ^X (ECHOCTL).</summary>
    EchoControl = 512,
    EchoPrint = 1024,

    /// <summary>Killing the line wipes it out (ECHOKE).</summary>
    EchoKillErase = 2048,

    /// <summary>Word erase, reprint, literal next and the second end of line mean something (IEXTEN).</summary>
    Extended = 0x8000,
    ExternalProcessing = 0x1_0000,
}
