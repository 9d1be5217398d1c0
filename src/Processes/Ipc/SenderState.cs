namespace Vela.Processes;

/// <summary>How far a message has come.</summary>
public enum SenderState : byte
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>It stands in the queue of an endpoint.</summary>
    Queued,

    /// <summary>It was received, and the answer is waited for.</summary>
    Received,

    /// <summary>It was received; of a request, the answer is here.</summary>
    Done,

    /// <summary>Neither will happen: <see cref="Sender.Error"/>.</summary>
    Failed,
}
