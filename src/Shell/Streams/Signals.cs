using System;
using System.Globalization;

namespace Vela.Shell;

/// <summary>The signals, by number and name (signal(7), x86-64).</summary>
public static class Signals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int TerminalStop = 20;

    private static readonly string[] _names =
    [
        "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>How many there are, counting 0.</summary>
    public static int Count => _names.Length;

    /// <summary>Without SIG; the number itself if it has no name.</summary>
    public static string NameOf(int signal) =>
        signal >= 0 && signal < _names.Length ? _names[signal] : signal.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a name (with or without SIG) or of digits.</summary>
    public static bool TryParse(string text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal))
        {
            return signal <= 64;
        }

        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        signal = Array.FindIndex(_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return signal >= 0;
    }

    /// <summary>What a shell says of a program that a signal ended.</summary>
    public static string Describe(int signal) => signal switch
    {
        HangUp => "Hangup",
        Interrupt => "Interrupt",
        Quit => "Quit",
        4 => "Illegal instruction",
        5 => "Trace/breakpoint trap",
        6 => "Aborted",
        7 => "Bus error",
        8 => "Floating point exception",
        Kill => "Killed",
        11 => "Segmentation fault",
        BrokenPipe => "Broken pipe",
        14 => "Alarm clock",
        Terminate => "Terminated",
        _ => "Signal " + NameOf(signal),
    };
}
