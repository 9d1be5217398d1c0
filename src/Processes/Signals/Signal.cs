namespace Vela.Processes;

/// <summary>The signals that have names (signal(7), with its numbers for x86-64). 32 to 64 are real-time signals without any.</summary>
public enum Signal
{
    /// <summary>No signal: only asks whether one could be sent (kill(2)).</summary>
    None = 0,
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    IllegalInstruction = 4,
    Trap = 5,
    Abort = 6,
    Bus = 7,
    FloatingPoint = 8,
    Kill = 9,
    User1 = 10,
    Segmentation = 11,
    User2 = 12,
    Pipe = 13,
    Alarm = 14,
    Terminate = 15,
    StackFault = 16,
    Child = 17,
    Continue = 18,
    Stop = 19,
    TerminalStop = 20,
    TerminalInput = 21,
    TerminalOutput = 22,
    Urgent = 23,
    CpuLimit = 24,
    FileSizeLimit = 25,
    VirtualAlarm = 26,
    Profile = 27,
    WindowChange = 28,
    InputOutput = 29,
    Power = 30,
    BadSystemCall = 31,

    /// <summary>The first real-time signal as the kernel counts them; libraries keep some for themselves.</summary>
    FirstRealTime = 32,
    Last = 64,
}
