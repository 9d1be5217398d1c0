namespace Vela.Linux;

/// <summary>The requests of ioctl(2) on terminals (tty_ioctl(4)) that are known here.</summary>
internal static class TerminalRequest
{
    /// <summary>TCGETS.</summary>
    public const uint GetSettings = 0x5401;

    /// <summary>TCSETS, TCSETSW, TCSETSF.</summary>
    public const uint SetSettings = 0x5402;
    public const uint SetSettingsAfterOutput = 0x5403;
    public const uint SetSettingsAfterOutputWithoutInput = 0x5404;

    /// <summary>TCSBRK, TCSBRKP.</summary>
    public const uint Drain = 0x5409;
    public const uint DrainTimed = 0x5425;

    /// <summary>TCXONC, TCFLSH.</summary>
    public const uint Flow = 0x540a;
    public const uint Flush = 0x540b;

    /// <summary>TIOCSCTTY, TIOCNOTTY.</summary>
    public const uint Take = 0x540e;
    public const uint GiveUp = 0x5422;

    /// <summary>TIOCGPGRP, TIOCSPGRP, TIOCGSID.</summary>
    public const uint GetForeground = 0x540f;
    public const uint SetForeground = 0x5410;
    public const uint GetSession = 0x5429;

    /// <summary>TIOCOUTQ.</summary>
    public const uint CountUnsent = 0x5411;

    /// <summary>TIOCGWINSZ, TIOCSWINSZ.</summary>
    public const uint GetWindow = 0x5413;
    public const uint SetWindow = 0x5414;

    /// <summary>TIOCGPTN, TIOCSPTLCK, TIOCGPTLCK.</summary>
    public const uint GetNumber = 0x8004_5430;
    public const uint SetLocked = 0x4004_5431;
    public const uint GetLocked = 0x8004_5439;
}
