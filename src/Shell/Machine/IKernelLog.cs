namespace Vela.Shell;

/// <summary>The authority to read the kernel's log ring.</summary>
/// <remarks>Records are numbered from 0 since boot; the ring holds those from <see cref="First"/> up to, not including, <see cref="End"/>.</remarks>
public interface IKernelLog
{
    long First { get; }

    long End { get; }

    /// <summary>Reads one record. False if the ring no longer, or not yet, holds it.</summary>
    bool TryRead(long number, out LogRecord record);
}
