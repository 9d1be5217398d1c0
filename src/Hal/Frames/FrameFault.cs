namespace Vela.Hal;

/// <summary>What is wrong with a request to the frame table. A value, never an exception: the table is called inside collections.</summary>
public enum FrameFault : byte
{
    None = 0,

    /// <summary>Frame 0, or beyond the last frame the table describes.</summary>
    OutOfRange,

    /// <summary>The frame is no memory the table was given.</summary>
    Absent,

    /// <summary>The frame is free already: freed twice, added twice, or used after it was freed.</summary>
    AlreadyFree,

    /// <summary>The frame is in use for something else than the caller says.</summary>
    WrongUse,

    /// <summary>A frame was given back as zero, but is not.</summary>
    NotZero,

    /// <summary>The frame has as many pins as can be counted.</summary>
    TooManyPins,
}
