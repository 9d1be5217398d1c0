using System.Text;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>
/// Mounting (mount(2), umount2(2)). The authority is the container's <see cref="Container.FileSystems"/>: who lives in one that has none can name no file system, and is refused.
/// What is mounted over, or taken away, must be reached with the right to change it.
/// </remarks>
public sealed partial class LinuxPersonality
{
    private const uint MountMagic = 0xc0ed_0000;
    private const uint MountMagicMask = 0xffff_0000;
    private const uint MountReadOnly = 1;
    private const uint MountNoSetId = 2;
    private const uint MountNoDevices = 4;
    private const uint MountNoExecute = 8;
    private const uint MountAgain = 32;
    private const uint MountNoAccessTimes = 1024;
    private const uint MountBound = 4096;
    private const uint MountWithAll = 16384;
    private const uint MountPrivate = 1 << 18;

    /// <summary>SYNCHRONOUS, MANDLOCK, DIRSYNC, NODIRATIME, SILENT, RELATIME, I_VERSION, STRICTATIME, LAZYTIME: how fast, or how loud, and nothing here depends on it.</summary>
    private const uint MountHints = 0x0320_0000 | 0x0080_0000 | 0x8000 | 2048 | 128 | 64 | 16;
    private const uint UnmountForce = 1;
    private const uint UnmountNoFollow = 8;

    private CallResult Mount(Thread thread, ulong source, ulong target, ulong type, uint flags, ulong data)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (progress.State is MountingCall call)
        {
            return FinishMounting(thread, call.Work);
        }

        Process process = thread.Process;
        if (!process.Descriptors.GetHome(Rights.Configure).Ok(out Container? home, out Errno refused))
        {
            return refused;
        }

        if (home.FileSystems is not { } fileSystems || process.Paths.Who.User != 0)
        {
            return Errno.NotPermitted;
        }

        flags &= (flags & MountMagicMask) == MountMagic ? ~MountMagicMask : uint.MaxValue;
        const uint Known = MountReadOnly | MountNoSetId | MountNoDevices | MountNoExecute | MountAgain | MountNoAccessTimes | MountBound | MountWithAll | MountPrivate | MountHints;
        if ((flags & ~Known) != 0)
        {
            return Errno.Invalid;
        }

        string device = "";
        string name = "";
        string options = "";
        FileOutcome outcome = source == 0 ? FileOutcome.Done : TryReadText(thread, source, out device);
        outcome = outcome.IsDone && type != 0 ? TryReadText(thread, type, out name) : outcome;
        outcome = outcome.IsDone && data != 0 ? TryReadText(thread, data, out options) : outcome;
        WalkResult found = default;
        outcome = outcome.IsDone ? TryFindPoint(thread, target, WalkMode.Follow, out found) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Vfs vfs = process.Container.Vfs;
        MountFlags restrictions = RestrictionsOf(flags);
        if ((flags & MountAgain) != 0)
        {
            if (Vfs.MountAt(found.Found).Ok(out Mount? mount, out Errno none))
            {
                mount.Flags = restrictions;
            }

            return none;
        }

        if ((flags & MountBound) != 0)
        {
            return Bind(thread, source, in found);
        }

        if ((flags & MountPrivate) != 0)
        {
            return Vfs.MountAt(found.Found).Error; // every mount is: there is nobody to pass them on to
        }

        if (type == 0)
        {
            return Errno.Invalid;
        }

        if (found.Inode is not { IsDirectory: true })
        {
            return Errno.NotDirectory;
        }

        MountWork work = MountWork.Mount(vfs, fileSystems, name, device, options, found.Found, restrictions);
        progress.State = new MountingCall(work);
        return FinishMounting(thread, work);
    }

    private CallResult Unmount(Thread thread, ulong target, uint flags)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (progress.State is MountingCall call)
        {
            return FinishMounting(thread, call.Work);
        }

        Process process = thread.Process;
        if (!process.Descriptors.GetHome(Rights.Configure).Ok(out Container? home, out Errno error))
        {
            return error;
        }

        if (home.FileSystems is null || process.Paths.Who.User != 0)
        {
            return Errno.NotPermitted;
        }

        if ((flags & ~(UnmountForce | UnmountNoFollow)) != 0)
        {
            return Errno.Invalid; // MNT_DETACH and MNT_EXPIRE
        }

        FileOutcome outcome = TryFindPoint(thread, target, (flags & UnmountNoFollow) != 0 ? WalkMode.None : WalkMode.Follow, out WalkResult found);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (!Vfs.MountAt(found.Found).Ok(out Mount? mount, out error))
        {
            return error;
        }

        MountWork work = MountWork.Unmount(process.Container.Vfs, mount);
        progress.State = new MountingCall(work);
        return FinishMounting(thread, work);
    }

    private static CallResult FinishMounting(Thread thread, MountWork work)
    {
        if (work.IsOver)
        {
            thread.Progress.State = null;
            return work.Error;
        }

        thread.Park(work.Ended, WaitKind.Killable);
        return CallResult.Deferred;
    }

    private CallResult Bind(Thread thread, ulong source, in WalkResult over)
    {
        Vfs vfs = thread.Process.Container.Vfs;
        Location place = over.Found;
        vfs.Acquire(place);
        FileOutcome outcome = TryFindPoint(thread, source, WalkMode.Follow, out WalkResult shown);
        outcome = outcome.IsDone ? vfs.Bind(shown.Found, place, MountFlags.None).Error : outcome;
        vfs.Release(place);
        return Finish(thread, outcome);
    }

    /// <summary>What is at a path, and may be changed by whoever reached it.</summary>
    private FileOutcome TryFindPoint(Thread thread, ulong address, WalkMode mode, out WalkResult found)
    {
        found = default;
        FileOutcome outcome = TryStart(thread, FromWorkingDirectory, address, out PathText path, out DirectoryReference start);
        outcome = outcome.IsDone ? thread.Process.Container.Vfs.TryWalk(thread.Process.Paths, start, path, mode, out found) : outcome;
        return outcome.IsDone && (found.Rights & Rights.Configure) == 0 ? Errno.NotCapable : outcome;
    }

    private FileOutcome TryReadText(Thread thread, ulong address, out string text)
    {
        FileOutcome outcome = TryReadPath(thread, address, _otherPath, out PathText bytes);
        text = outcome.IsDone ? Encoding.UTF8.GetString(bytes) : "";
        return outcome;
    }

    private static MountFlags RestrictionsOf(uint flags) =>
        ((flags & MountReadOnly) != 0 ? MountFlags.ReadOnly : MountFlags.None)
        | ((flags & MountNoExecute) != 0 ? MountFlags.NoExecute : MountFlags.None)
        | ((flags & MountNoDevices) != 0 ? MountFlags.NoDevices : MountFlags.None)
        | ((flags & MountNoSetId) != 0 ? MountFlags.NoSetId : MountFlags.None)
        | ((flags & MountNoAccessTimes) != 0 ? MountFlags.NoAccessTimes : MountFlags.None);
}
