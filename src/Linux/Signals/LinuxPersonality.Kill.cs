using System;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Sending signals (kill(2), tgkill(2), rt_sigqueueinfo(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private static CallResult Kill(Thread thread, int target, int number)
    {
        if (number is < 0 or > (int)Signal.Last)
        {
            return Errno.Invalid;
        }

        Process process = thread.Process;
        SignalInfo info = InformationFrom(process, (Signal)number, SignalCode.User);
        if (target > 0)
        {
            return !FindProcess(thread, target, Rights.Signal).Ok(out Process? found, out Errno unnamed) ? unnamed
                : found.ProcessId == target ? Send(process, found, in info) : Errno.NoProcess;
        }

        return KillMany(process, target, in info);
    }

    /// <summary>As kill(2) with a number that is no process's.</summary>
    private static CallResult KillMany(Process process, int target, in SignalInfo info)
    {
        if (!process.Descriptors.GetHome(Rights.Signal).Ok(out Container? home, out Errno error))
        {
            return error;
        }

        if (target == -1)
        {
            return SendToAll(process, home, in info);
        }

        ProcessGroup? group = target == 0 ? process.Group : target == int.MinValue ? null : home.FindGroup(-target);
        return group is null ? Errno.NoProcess : Send(process, group, in info);
    }

    private static CallResult KillThread(Thread thread, int group, int target, int number)
    {
        if (number is < 0 or > (int)Signal.Last || target <= 0 || group < 0)
        {
            return Errno.Invalid;
        }

        if (!FindThread(thread, target, Rights.Signal).Ok(out Thread? found, out Errno error))
        {
            return error;
        }

        if (group != 0 && found.Process.ProcessId != group)
        {
            return Errno.NoProcess;
        }

        Errno refused = Refusal(thread.Process, found.Process);
        SignalInfo info = InformationFrom(thread.Process, (Signal)number, SignalCode.Thread);
        return refused != Errno.None || number == 0 ? refused : found.Send(in info);
    }

    private static CallResult QueueSignal(Thread thread, int group, int target, int number, ulong address)
    {
        if (number is < 0 or > (int)Signal.Last || target <= 0)
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[SignalInformation.Bytes];
        FileOutcome read = TryCopyIn(thread, address, room);
        if (!read.IsDone)
        {
            return Finish(thread, read);
        }

        SignalInfo info = SignalInformation.Read(room, (Signal)number);
        if (!FindThread(thread, target, Rights.Signal).Ok(out Thread? found, out Errno error))
        {
            return error;
        }

        if (found.Process.ProcessId != group)
        {
            return Errno.NoProcess;
        }

        // Nobody but the kernel may claim to be the kernel or kill(2).
        if (info.Code is >= 0 or SignalCode.Thread && found.Process != thread.Process)
        {
            return Errno.NotPermitted;
        }

        Errno refused = Refusal(thread.Process, found.Process);
        if (refused != Errno.None || number == 0)
        {
            return refused;
        }

        return group == target ? found.Process.Send(in info) : found.Send(in info);
    }

    private static SignalInfo InformationFrom(Process sender, Signal signal, int code) => new()
    {
        Signal = signal,
        Code = code,
        Process = sender.ProcessId,
        User = sender.Paths.Who.User,
    };

    /// <summary>Whether one process may send signals to another: as root, as the same user, or within one session SIGCONT (kill(2)).</summary>
    private static Errno Refusal(Process sender, Process target) =>
        sender == target || sender.Paths.Who.User == 0 || sender.Paths.Who.User == target.Paths.Who.User ? Errno.None : Errno.NotPermitted;

    private static Errno Send(Process sender, Process target, in SignalInfo info)
    {
        Errno refused = Refusal(sender, target);
        bool isContinue = info.Signal == Signal.Continue && sender.Group.Session == target.Group.Session;
        if (refused != Errno.None && !isContinue)
        {
            return refused;
        }

        return info.Signal == Signal.None ? Errno.None : target.Send(in info);
    }

    private static CallResult Send(Process sender, ProcessGroup group, in SignalInfo info)
    {
        Errno last = Errno.NoProcess;
        bool hasReached = false;
        for (int i = group.Members.Count - 1; i >= 0; i--)
        {
            last = Send(sender, group.Members[i], in info);
            hasReached |= last == Errno.None;
        }

        return hasReached ? Errno.None : last;
    }

    private static CallResult SendToAll(Process sender, Container home, in SignalInfo info)
    {
        Errno last = Errno.NoProcess;
        bool hasReached = false;
        foreach (Process target in new List<Process>(home.Processes))
        {
            if (target != sender)
            {
                last = Send(sender, target, in info);
                hasReached |= last == Errno.None;
            }
        }

        return hasReached ? Errno.None : last;
    }
}
