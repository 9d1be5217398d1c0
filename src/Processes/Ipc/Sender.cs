using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A thread that sends: its message, and how far that has come.</summary>
/// <remarks>
/// Owns the message. Until it is received, the capabilities that go along stay where they are, in the sender's space; so a message that is given up leaves nothing
/// behind. States: <see cref="SenderState"/>. Invariant: in a list of one endpoint exactly while Queued or Received; its thread waits then.
/// </remarks>
public sealed class Sender(Thread thread) : ICallState
{
    private Message _message;
    private Reply? _reply;

    public SenderState State { get; private set; }

    /// <summary>Why it failed.</summary>
    public Errno Error { get; private set; }

    /// <summary>What is sent; once a request is done, the answer.</summary>
    public ref Message Message => ref _message;

    public SendMode Mode { get; private set; }

    /// <summary>The badge of the capability that it is sent through.</summary>
    internal ulong Badge { get; private set; }

    /// <summary>The space of the sending thread.</summary>
    internal CapabilitySpace Space { get; private set; } = thread.Process.Descriptors.Space;

    internal Endpoint? Endpoint { get; private set; }

    internal Sender? Next { get; set; }

    internal Sender? Previous { get; set; }

    /// <summary>The capability that it is sent through.</summary>
    private CapabilityHandle Through { get; set; }

    /// <summary>Puts the message into an endpoint's queue; the thread is to wait.</summary>
    /// <returns>BrokenPipe: nobody can receive from it any more.</returns>
    public Errno Send(Endpoint endpoint, CapabilityHandle through, ulong badge, SendMode mode)
    {
        if (!endpoint.HasReceivers)
        {
            return Errno.BrokenPipe;
        }

        End();
        (Endpoint, Through, Badge, Mode) = (endpoint, through, badge, mode);
        Space = thread.Process.Descriptors.Space;
        State = SenderState.Queued;
        endpoint.Queued.Add(this);
        endpoint.Arrived.WakeAll();
        return Errno.None;
    }

    /// <summary>The thread has seen how it ended, or gives it up: what was not received will not be, and an answer finds nobody.</summary>
    public void End()
    {
        Leave(SenderState.Idle);
        _reply?.Forget(this);
    }

    public void Abandon() => End();

    /// <summary>Whether the capability that it is sent through is gone.</summary>
    internal bool IsCutOff => Space.TypeOf(Through) == ObjectType.None;

    /// <summary>Whether its capabilities may still be given away.</summary>
    internal Errno CheckHandles() => Space.CheckGrant(_message.Moved, nameof(Send));

    /// <summary>What answers a request: one for each that is not over. One of its own that nobody has any more is used again.</summary>
    internal Reply TakeReply()
    {
        if (_reply is null || _reply.CapabilityCount != 0)
        {
            _reply = new Reply();
        }

        return _reply;
    }

    /// <summary>It was received.</summary>
    internal void Deliver()
    {
        Endpoint endpoint = Endpoint!;
        Leave(Mode == SendMode.Request ? SenderState.Received : SenderState.Done);
        if (Mode == SendMode.Request)
        {
            Endpoint = endpoint;
            endpoint.Asking.Add(this);
            _reply!.Await(this);
        }
        else
        {
            thread.Wake();
        }
    }

    /// <summary>The answer is here.</summary>
    internal void Answer(in Message answer)
    {
        _message = answer;
        Leave(SenderState.Done);
        thread.Wake();
    }

    internal void Fail(Errno error)
    {
        Leave(SenderState.Failed);
        Error = error;
        thread.Wake();
    }

    private void Leave(SenderState next)
    {
        if (State == SenderState.Queued)
        {
            Endpoint!.Queued.Remove(this);
        }
        else if (State == SenderState.Received)
        {
            Endpoint!.Asking.Remove(this);
        }

        Endpoint = null;
        State = next;
    }
}
