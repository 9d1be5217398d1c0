namespace Vela.Processes;

/// <summary>How a terminal's input is read.</summary>
internal enum InputRule
{
    Bytes,
    Lines,
}
