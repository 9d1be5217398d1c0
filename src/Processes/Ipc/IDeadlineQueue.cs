namespace Vela.Processes;

/// <summary>What will happen, by time; and what time it is, on a clock that never goes back (CLOCK_MONOTONIC).</summary>
public interface IDeadlineQueue
{
    ulong NowNanoseconds { get; }

    /// <summary>Puts in a deadline that is in no queue. One that lies in the past fires at the next occasion, never within this call.</summary>
    void Add(Deadline deadline);

    /// <summary>Takes a deadline out. Nothing when it is in no queue.</summary>
    void Remove(Deadline deadline);
}
