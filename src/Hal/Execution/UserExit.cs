namespace Vela.Hal;

/// <summary>Why a program stopped. 0 to 31 are the processor's exceptions (SDM 3A, table 6-1); those below are the named ones.</summary>
public enum UserExit : uint
{
    DivideError = 0,
    Debug = 1,
    Breakpoint = 3,
    Overflow = 4,
    InvalidOpcode = 6,
    SegmentNotPresent = 11,
    StackFault = 12,
    GeneralProtection = 13,
    PageFault = 14,
    FloatingPoint = 16,
    AlignmentCheck = 17,
    VectorFloatingPoint = 19,

    /// <summary>A device or the timer interrupted it.</summary>
    Interrupt = 32,

    SystemCall = 256,
}
