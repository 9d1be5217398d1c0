using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Where messages are handed over: a sender waits until somebody has received, and who asks waits for the answer.</summary>
/// <remarks>
/// Owns the order of those who wait. Does not own messages: each is its <see cref="Sender"/>'s until it is received, so that nothing is queued that somebody would have to
/// pay for. States: open → (the last capability with Receive is gone) broken: who sends or waits to is told so.
/// </remarks>
public sealed class Endpoint() : KernelObject(ObjectType.Endpoint)
{
    private int _receivers;

    /// <summary>A message has come, or somebody's capability is gone.</summary>
    public FileEvent Arrived { get; } = new();

    /// <summary>Whether there is a capability to receive with.</summary>
    public bool HasReceivers => _receivers > 0;

    /// <summary>Whose message nobody has received, the longest waiting first.</summary>
    internal SenderList Queued { get; } = new();

    /// <summary>Whose request was received here and has not been answered.</summary>
    internal SenderList Asking { get; } = new();

    /// <summary>Takes the message that has waited longest; its capabilities are moved.</summary>
    /// <param name="into">The receiver's space.</param>
    /// <param name="message">With handles of that space.</param>
    /// <param name="badge">Of the capability that it was sent through.</param>
    /// <param name="reply">To answer by; None: it is no request.</param>
    /// <returns>Again: there is none. What the receiver's space lacks (QuotaExceeded, TooManyOpenFiles), which the sender is told, too.</returns>
    public Errno TryReceive(CapabilitySpace into, out Message message, out ulong badge, out CapabilityHandle reply)
    {
        while (Queued.First is { } sender)
        {
            Errno error = sender.CheckHandles();
            if (error != Errno.None)
            {
                sender.Fail(error); // the sender's own fault: the next one's turn
                continue;
            }

            badge = sender.Badge;
            error = Take(sender, into, out message, out reply);
            if (error == Errno.None)
            {
                sender.Deliver();
            }
            else
            {
                sender.Fail(error);
            }

            return error;
        }

        (message, badge, reply) = (default, 0, CapabilityHandle.None);
        return Errno.Again;
    }

    /// <summary>Whoever sent through a capability that is gone is told so; whoever waits to receive looks again.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        FailAll(Queued, Errno.Canceled, Cause.CutOff);
        FailAll(Asking, Errno.Canceled, Cause.CutOff);
        Arrived.WakeAll();
        return Capabilities.Progress.Done;
    }

    /// <summary>Requests that were received are still answered: that right is another.</summary>
    protected override void CountReceivers(int change)
    {
        _receivers += change;
        if (_receivers == 0)
        {
            FailAll(Queued, Errno.BrokenPipe, Cause.Broken);
        }
    }

    protected override void CheckReceivers(int counted) => Panic.When(_receivers != counted, "an endpoint's count of receivers is wrong");

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Arrived.WakeAll();
        return Capabilities.Progress.Done;
    }

    private static Errno Take(Sender sender, CapabilitySpace into, out Message message, out CapabilityHandle reply)
    {
        message = sender.Message;
        message.Handles = default;
        reply = CapabilityHandle.None;
        if (sender.Mode == SendMode.Request && !into.Insert(sender.TakeReply(), Reply.Usable).Ok(out reply, out Errno error))
        {
            return error;
        }

        error = sender.Space.Grant(into, sender.Message.Moved, message.Handles);
        if (error != Errno.None && reply != CapabilityHandle.None)
        {
            Errno undone = into.Delete(reply);
            Panic.When(undone != Errno.None, "what was just made can be given up");
        }

        return error;
    }

    private static void FailAll(SenderList senders, Errno error, Cause cause)
    {
        Sender? sender = senders.First;
        while (sender is not null)
        {
            Sender? next = sender.Next;
            if (cause == Cause.Broken || sender.IsCutOff)
            {
                sender.Fail(error);
            }

            sender = next;
        }
    }

    private enum Cause
    {
        CutOff,
        Broken,
    }
}
