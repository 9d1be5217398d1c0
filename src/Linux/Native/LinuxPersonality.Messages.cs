using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Notifications and endpoints (docs/abi/vela.md): how programs tell each other something, and hand capabilities over.</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>A timeout that never comes; others are nanoseconds from the time of the call.</summary>
    private const ulong Forever = ulong.MaxValue;

    /// <summary>Makes a thing that nothing else gives authority over; the caller's quota pays, and the capability has all rights.</summary>
    private static CallResult CreateObject(DescriptorTable descriptors, ulong type)
    {
        Errno refused = descriptors.CheckPurse(nameof(NativeCall.Create));
        if (refused != Errno.None)
        {
            return refused;
        }

        return type switch
        {
            (ulong)ObjectType.Endpoint => HandleOf(descriptors.Space.Insert(new Endpoint(), RightsTable.Applicable(ObjectType.Endpoint))),
            (ulong)ObjectType.Pager => HandleOf(descriptors.Space.Insert(new Pager(), RightsTable.Applicable(ObjectType.Pager))),
            (ulong)ObjectType.Notification => HandleOf(descriptors.Space.Insert(new Notification(), RightsTable.Applicable(ObjectType.Notification))),
            _ => Errno.Invalid,
        };
    }

    /// <summary>Tells an object something: a notification bits, a process or a thread a signal.</summary>
    private static CallResult SignalObject(Thread thread, CapabilityHandle handle, ulong value)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        return space.TypeOf(handle) switch
        {
            ObjectType.Process => SignalProcess(thread.Process, handle, value),
            ObjectType.Thread => SignalThread(thread.Process, handle, value),
            _ => SignalNotification(space, handle, value),
        };
    }

    /// <summary>Waits for what an object has to tell: a notification its bits, a process or a thread its end.</summary>
    private static CallResult WaitForObject(Thread thread, CapabilityHandle handle, ulong into, ulong timeout)
    {
        ref CallProgress progress = ref thread.BeginCall();
        return thread.Process.Descriptors.Space.TypeOf(handle) switch
        {
            ObjectType.Process => WaitForProcess(thread, ref progress, handle, into, timeout),
            ObjectType.Thread => WaitForThread(thread, ref progress, handle, into, timeout),
            ObjectType.DeviceInterrupt => WaitForInterrupt(thread, ref progress, handle, into, timeout),
            _ => WaitForNotification(thread, ref progress, handle, into, timeout),
        };
    }

    /// <summary>Sets the capability's badge; through one without a badge, the bits that the caller chooses.</summary>
    private static CallResult SignalNotification(CapabilitySpace space, CapabilityHandle handle, ulong bits)
    {
        if (!space.Get<Notification>(handle, Rights.Signal, out ulong badge, nameof(NativeCall.Signal)).Ok(out Notification? notification, out Errno error))
        {
            return error;
        }

        bits = badge != 0 ? badge : bits;
        if (bits == 0)
        {
            return Errno.Invalid;
        }

        notification.Signal(bits);
        return 0;
    }

    private static CallResult WaitForNotification(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong into, ulong timeout)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        if (!space.Get<Notification>(handle, Rights.Wait, nameof(NativeCall.Wait)).Ok(out Notification? notification, out Errno error))
        {
            return error;
        }

        if (notification.Bits == 0)
        {
            return WaitUntil(thread, ref progress, notification.Changed, timeout);
        }

        FileOutcome outcome = TryWriteWord(thread, into, notification.Bits);
        if (outcome.IsDone)
        {
            notification.Clear();
        }

        return Finish(thread, outcome);
    }

    /// <summary>Sends a message and waits until it is received, or answered. The capabilities that go along stay the caller's until then.</summary>
    private static CallResult SendMessage(Thread thread, CapabilityHandle handle, ulong address, ulong timeout, SendMode mode)
    {
        ref CallProgress progress = ref thread.BeginCall();
        Sender sender = thread.Sender;
        if (progress.State is null)
        {
            FileOutcome begun = TryBeginSending(thread, ref progress, handle, address, timeout, mode);
            if (!begun.IsDone)
            {
                return Finish(thread, begun);
            }
        }

        FileOutcome outcome = FileOutcome.Done;
        switch (sender.State)
        {
            case SenderState.Done when mode == SendMode.Request:
                outcome = TryWriteMessage(thread, address, in sender.Message, 0, CapabilityHandle.None);
                break;
            case SenderState.Failed:
                outcome = sender.Error;
                break;
            case SenderState.Queued or SenderState.Received:
                return AwaitReceiver(thread, ref progress, timeout);
            default:
                break;
        }

        if (!outcome.IsWaiting)
        {
            StopSending(sender, ref progress);
        }

        return Finish(thread, outcome);
    }

    private static FileOutcome TryBeginSending(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong address, ulong timeout, SendMode mode)
    {
        string operation = mode == SendMode.Request ? nameof(NativeCall.Request) : nameof(NativeCall.Send);
        CapabilitySpace space = thread.Process.Descriptors.Space;
        if (!space.Get<Endpoint>(handle, Rights.Send, out ulong badge, operation).Ok(out Endpoint? endpoint, out Errno error))
        {
            return error;
        }

        Sender sender = thread.Sender;
        FileOutcome outcome = TryReadMessage(thread, address, out sender.Message);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        int count = sender.Message.Count;
        error = count != 0 ? space.Get<Endpoint>(handle, Rights.Grant, operation).Error : Errno.None;
        error = error == Errno.None && count != 0 ? space.CheckGrant(sender.Message.Moved, operation) : error;
        error = error == Errno.None ? sender.Send(endpoint, handle, badge, mode) : error;
        if (error == Errno.None)
        {
            progress.State = sender;
            _ = IsOver(thread, ref progress, timeout); // the time runs from here
        }

        return error;
    }

    private static CallResult AwaitReceiver(Thread thread, ref CallProgress progress, ulong timeout)
    {
        Sender sender = thread.Sender;
        if (IsOver(thread, ref progress, timeout))
        {
            StopSending(sender, ref progress);
            return timeout == 0 ? Errno.Again : Errno.TimedOut;
        }

        if (!thread.IsInterrupted)
        {
            Doze(thread, progress.Deadline);
            return CallResult.Deferred;
        }

        // What nobody has received can be sent anew; what somebody has, cannot.
        bool canRepeat = sender.State == SenderState.Queued;
        if (canRepeat)
        {
            StopSending(sender, ref progress);
        }

        thread.InterruptCall(canRepeat && timeout == Forever ? RestartRule.Always : RestartRule.UnlessHandled);
        return CallResult.Deferred;
    }

    private static void StopSending(Sender sender, ref CallProgress progress)
    {
        sender.End();
        progress.State = null;
    }

    private static CallResult ReceiveMessage(Thread thread, CapabilityHandle handle, ulong into, ulong timeout)
    {
        ref CallProgress progress = ref thread.BeginCall();
        CapabilitySpace space = thread.Process.Descriptors.Space;
        if (space.TypeOf(handle) == ObjectType.Pager)
        {
            return ReceiveRequest(thread, ref progress, handle, into, timeout);
        }

        if (!space.Get<Endpoint>(handle, Rights.Receive, nameof(NativeCall.Receive)).Ok(out Endpoint? endpoint, out Errno error))
        {
            return error;
        }

        // Where it goes is touched first, so that no message is taken that cannot be told.
        FileOutcome outcome = TryReachAll(thread, into, NativeLayout.MessageBytes);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        error = endpoint.TryReceive(space, out Message message, out ulong badge, out CapabilityHandle reply);
        if (error == Errno.Again)
        {
            return WaitUntil(thread, ref progress, endpoint.Arrived, timeout);
        }

        outcome = error == Errno.None ? TryWriteMessage(thread, into, in message, badge, reply) : error;
        return Finish(thread, outcome);
    }

    /// <summary>Answers a request, once.</summary>
    private static CallResult AnswerRequest(Thread thread, CapabilityHandle handle, ulong address)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        if (!space.Get<Reply>(handle, Rights.Send, nameof(NativeCall.Reply)).Ok(out Reply? reply, out Errno error))
        {
            return error;
        }

        FileOutcome outcome = TryReadMessage(thread, address, out Message message);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        bool isBringing = message.Count != 0;
        error = isBringing ? space.Get<Reply>(handle, Rights.Grant, nameof(NativeCall.Reply)).Error : Errno.None;
        error = error == Errno.None && isBringing ? space.CheckGrant(message.Moved, nameof(NativeCall.Reply)) : error;
        error = error == Errno.None ? reply.Answer(space, in message) : error;
        if (error == Errno.None)
        {
            _ = space.Delete(handle); // a derived one stays, and finds nobody
        }

        return error;
    }


    private static FileOutcome TryReadMessage(Thread thread, ulong address, out Message message)
    {
        Span<byte> room = stackalloc byte[NativeLayout.MessageBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        NativeLayout.ReadMessage(room, out message);
        return outcome;
    }

    private static FileOutcome TryWriteMessage(Thread thread, ulong address, in Message message, ulong badge, CapabilityHandle reply)
    {
        Span<byte> room = stackalloc byte[NativeLayout.MessageBytes];
        NativeLayout.WriteMessage(in message, badge, reply, room);
        return TryCopyOut(thread, address, room);
    }

    private static FileOutcome TryWriteWord(Thread thread, ulong address, ulong value)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, value);
        return TryCopyOut(thread, address, room);
    }

    /// <summary>Waits for something to happen, but no longer than a timeout; the call is dispatched again then.</summary>
    /// <returns>TimedOut; Again if there was to be no wait at all.</returns>
    private static CallResult WaitUntil(Thread thread, ref CallProgress progress, FileEvent happening, ulong timeout)
    {
        if (IsOver(thread, ref progress, timeout))
        {
            return timeout == 0 ? Errno.Again : Errno.TimedOut;
        }

        if (thread.IsInterrupted)
        {
            thread.InterruptCall(timeout == Forever ? RestartRule.Always : RestartRule.UnlessHandled);
            return CallResult.Deferred;
        }

        if (progress.Deadline != Forever)
        {
            thread.WakeAt(progress.Deadline);
        }

        thread.Park(happening, WaitKind.Interruptible);
        return CallResult.Deferred;
    }

    /// <summary>Whether the time of a call is up, which runs from when this is first asked.</summary>
    private static bool IsOver(Thread thread, ref CallProgress progress, ulong timeout)
    {
        ulong now = ClocksOf(thread).Nanoseconds;
        if (progress.Step == 0)
        {
            progress.Step = 1;
            progress.Deadline = timeout == Forever ? Forever : Later(now, timeout);
        }

        return now >= progress.Deadline;
    }
}
