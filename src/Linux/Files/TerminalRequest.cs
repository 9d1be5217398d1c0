namespace Vela.Linux;

/// <summary>The requests of ioctl(2) on terminals (tty_ioctl(4), ioctl_tty(2)) that are known here.</summary>
internal static class TerminalRequest
{
    /// <summary>TCGETS.</summary>
    public const uint GetSettings = 0x5401;

    /// <summary>TCSETS.</summary>
    public const uint SetSettings = 0x5402;

    /// <summary>TCSETSW.</summary>
    public const uint SetSettingsAfterOutput = 0x5403;

    /// <summary>TCSETSF.</summary>
    public const uint SetSettingsWithoutInput = 0x5404;

    /// <summary>TCSBRK.</summary>
    public const uint Break = 0x5409;

    /// <summary>TCXONC.</summary>
    public const uint Flow = 0x540a;

    /// <summary>TCFLSH.</summary>
    public const uint Flush = 0x540b;

    /// <summary>TIOCSCTTY.</summary>
    public const uint TakeTerminal = 0x540e;

    /// <summary>TIOCGPGRP.</summary>
    public const uint GetForeground = 0x540f;

    /// <summary>TIOCSPGRP.</summary>
    public const uint SetForeground = 0x5410;

    /// <summary>TIOCOUTQ.</summary>
    public const uint CountOutput = 0x5411;

    /// <summary>TIOCSTI.</summary>
    public const uint PretendInput = 0x5412;

    /// <summary>TIOCGWINSZ.</summary>
    public const uint GetWindow = 0x5413;

    /// <summary>TIOCSWINSZ.</summary>
    public const uint SetWindow = 0x5414;

    /// <summary>TIOCNOTTY.</summary>
    public const uint LeaveTerminal = 0x5422;

    /// <summary>TIOCGETD.</summary>
    public const uint GetDiscipline = 0x5424;

    /// <summary>TCSBRKP.</summary>
    public const uint LongBreak = 0x5425;

    /// <summary>TIOCGSID.</summary>
    public const uint GetSession = 0x5429;

    /// <summary>TIOCGPTN.</summary>
    public const uint GetPairNumber = 0x8004_5430;

    /// <summary>TIOCSPTLCK.</summary>
    public const uint LockPair = 0x4004_5431;

    /// <summary>TIOCGPTLCK.</summary>
    public const uint GetPairLock = 0x8004_5439;

    /// <summary>TIOCGPTPEER.</summary>
    public const uint OpenPeer = 0x5441;

    /// <summary>Whether it changes how the terminal works, or who has it: needs Configure.</summary>
    public static bool IsChange(uint request) =>
        request is SetSettings or SetSettingsAfterOutput or SetSettingsWithoutInput or Flow or Flush or TakeTerminal or SetForeground or SetWindow;
}
