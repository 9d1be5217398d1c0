namespace Vela.Processes;

/// <summary>An end of a FIFO that was opened while the other had nobody: how many openings of the other side it has seen (fifo(7)).</summary>
internal sealed class PipeOpening(uint seen)
{
    public uint Seen { get; } = seen;
}
