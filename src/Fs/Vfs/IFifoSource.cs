namespace Vela.Fs;

/// <summary>Makes what the names of FIFOs lead to (fifo(7)); the rooms above know how.</summary>
public interface IFifoSource
{
    /// <summary>An inode without a name whose reads, writes, openings and closings are the FIFO's.</summary>
    Inode CreateFifo();
}
