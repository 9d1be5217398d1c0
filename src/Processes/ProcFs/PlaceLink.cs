using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Something of a process, as a link to where it is (proc(5)).</summary>
/// <remarks>Only the process itself gets to the thing by it, named or not, and with the rights it has there; to others it is a name, which starts at their own root.</remarks>
internal abstract class PlaceLink(ProcFileSystem owner, ulong number, Process process) : Inode(owner, number, InodeKind.SymbolicLink, InodeTimes.Fixed)
{
    protected Process Process => process;

    public override FileOutcome TryReadLink(PathContext asker, Span<byte> into, out int length)
    {
        length = 0;
        Errno error = MayLook(asker, process);
        if (error != Errno.None || !TryFindIfThere(out LinkTarget target))
        {
            return error == Errno.None ? Errno.NoEntry : error;
        }

        return PlaceName.TryWrite(process.Container.Vfs, asker, in target, into, out length);
    }

    public override bool TryJump(PathContext asker, out LinkTarget target)
    {
        target = default;
        return asker == process.Paths && TryFindIfThere(out target);
    }

    /// <summary>Others' links are for the same user, and for whoever overrides permissions.</summary>
    internal static Errno MayLook(PathContext asker, Process process) =>
        asker.Who.User == process.Paths.Who.User || asker.Who.Has(FilePrivileges.OverridePermissions) ? Errno.None : Errno.AccessDenied;

    /// <summary>What it leads to; the process has not ended.</summary>
    protected abstract bool TryFind(out LinkTarget target);

    private bool TryFindIfThere(out LinkTarget target)
    {
        target = default;
        return process.State is ProcessState.Alive or ProcessState.Ending && TryFind(out target);
    }
}
