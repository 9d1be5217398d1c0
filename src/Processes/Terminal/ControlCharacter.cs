namespace Vela.Processes;

/// <summary>Where in <see cref="ControlCharacters"/> each is (termios(3), c_cc, with the numbers of x86-64).</summary>
public enum ControlCharacter
{
    Interrupt = 0,
    Quit = 1,
    Erase = 2,
    Kill = 3,
    EndOfFile = 4,

    /// <summary>Not a character: tenths of a second (VTIME).</summary>
    Time = 5,

    /// <summary>Not a character: how many bytes make a read (VMIN).</summary>
    Minimum = 6,
    Switch = 7,
    Start = 8,
    Stop = 9,
    Suspend = 10,
    EndOfLine = 11,
    Reprint = 12,
    Discard = 13,
    WordErase = 14,
    LiteralNext = 15,
    SecondEndOfLine = 16,
}
