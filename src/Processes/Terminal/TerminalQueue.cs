namespace Vela.Processes;

/// <summary>What is flushed (tty_ioctl(4), TCFLSH).</summary>
public enum TerminalQueue
{
    Input,
    Output,
    Both,
}
