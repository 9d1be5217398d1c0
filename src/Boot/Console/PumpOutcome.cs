namespace Vela.Boot;

/// <summary>How far a <see cref="SerialPort{TPorts}"/> came with what is queued.</summary>
public enum PumpOutcome : byte
{
    Done,

    /// <summary>The port would take more.</summary>
    Again,

    /// <summary>Its FIFO has to drain first, which takes 1.4 ms.</summary>
    Full,
}
