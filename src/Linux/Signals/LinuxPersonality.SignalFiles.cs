using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Signals that are read (signalfd(2)).</remarks>
public sealed partial class LinuxPersonality
{
    /// <param name="thread">Who calls.</param>
    /// <param name="descriptor">-1: a new one; else one whose set is changed.</param>
    /// <param name="address">Where the set lies.</param>
    /// <param name="setBytes">Of the set.</param>
    /// <param name="flags">SFD_CLOEXEC, SFD_NONBLOCK; of a new one only.</param>
    private CallResult MakeSignalFile(Thread thread, int descriptor, ulong address, ulong setBytes, uint flags)
    {
        if (setBytes != SetBytes || (flags & ~(OpenBits.CloseOnExecute | OpenBits.NonBlocking)) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadSet(thread, address, out SignalSet wanted);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        wanted -= SignalSet.Unstoppable;
        Scheduler scheduler = thread.Process.Container.Scheduler;
        if (descriptor == -1)
        {
            return AddUnnamed(thread, new SignalFile(Anonymous, scheduler, wanted), OpenFlags.Read, flags);
        }

        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (file.Inode is not SignalFile signals)
        {
            return Errno.Invalid;
        }

        signals.Wanted = wanted;
        scheduler.SignalQueued.WakeAll();
        return descriptor;
    }
}
