using Vela.Hal;

namespace Vela.Shell;

/// <summary>What a running shell knows and changes: the state that XCU 2.12 calls its execution environment.</summary>
public sealed class ShellSession(IExecutive executive, BuiltinTable builtins, ByteStream input, ByteStream output, ByteStream error)
{
    public IExecutive Executive => executive;

    public BuiltinTable Builtins => builtins;

    public ByteStream Input => input;

    public ByteStream Output => output;

    public ByteStream Error => error;

    /// <summary>How the command in the foreground is told to end.</summary>
    public Interruption? Interruption { get; set; }

    /// <summary><c>$?</c>.</summary>
    public int LastStatus { get; set; }

    public bool IsExiting { get; private set; }

    /// <summary>Ends the shell once the running command has returned.</summary>
    public void RequestExit(int status)
    {
        IsExiting = true;
        LastStatus = status;
    }
}
