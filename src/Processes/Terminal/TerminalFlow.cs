namespace Vela.Processes;

/// <summary>What is held or let go on (tty_ioctl(4), TCXONC, with its numbers).</summary>
public enum TerminalFlow
{
    HoldOutput = 0,
    ContinueOutput = 1,

    /// <summary>Asks the other side to hold: sends it the stop character.</summary>
    HoldInput = 2,
    ContinueInput = 3,
}
