using System;

namespace Vela.Boot;

/// <summary>What a terminal has been told to do (ECMA-48 modes and DEC private modes).</summary>
[Flags]
public enum TerminalModes
{
    None = 0,

    /// <summary>DECAWM: a character after the last column goes to the next line.</summary>
    AutoWrap = 1 << 0,

    /// <summary>DECOM: row 1 is the first row of the scroll region, and the cursor stays inside it.</summary>
    Origin = 1 << 1,

    /// <summary>IRM: characters push the rest of the line to the right.</summary>
    Insert = 1 << 2,

    /// <summary>LNM: a line feed also returns the carriage.</summary>
    NewLine = 1 << 3,

    /// <summary>DECTCEM.</summary>
    CursorVisible = 1 << 4,

    /// <summary>DECSCNM: the whole screen is drawn with its colors swapped.</summary>
    ReverseScreen = 1 << 5,

    /// <summary>DECCKM: the arrow keys send SS3 instead of CSI.</summary>
    ApplicationCursor = 1 << 6,

    /// <summary>DECKPAM: the numeric keypad sends its own sequences.</summary>
    ApplicationKeypad = 1 << 7,

    /// <summary>xterm's mode 2004: text that is pasted comes in brackets.</summary>
    BracketedPaste = 1 << 8,

    /// <summary>The screen that full-screen programs use, without history.</summary>
    AlternateScreen = 1 << 9,
}
