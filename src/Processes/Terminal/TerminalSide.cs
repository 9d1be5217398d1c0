namespace Vela.Processes;

/// <summary>Which side of a terminal an open file is.</summary>
public enum TerminalSide
{
    Terminal,

    /// <summary>A pseudo-terminal's other side, which plays the one who types.</summary>
    Master,
}
