namespace Vela.Shell;

/// <summary>The signals the shell itself deals in (signal(7), x86-64).</summary>
public static class Signals
{
    public const int Interrupt = 2;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int TerminalStop = 20;
}
