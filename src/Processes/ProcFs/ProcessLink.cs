using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Where a process's program, working directory or root is (proc(5), exe, cwd, root).</summary>
/// <remarks>Followed by the process itself it leads to the place; followed by others it is a name like any other, which starts at their own root.</remarks>
internal sealed class ProcessLink(ProcFileSystem owner, ulong number, Process process, ProcessEntry entry)
    : Inode(owner, number, InodeKind.SymbolicLink)
{
    public override bool KeepsTimes => false;

    public override FileOutcome TryReadLink(PathContext asker, Span<byte> into, out int length)
    {
        length = 0;
        Errno error = MayLook(asker, process);
        if (error != Errno.None || !TryFind(out LinkTarget target))
        {
            return error == Errno.None ? Errno.NoEntry : error;
        }

        return PlaceName.TryWrite(process.Container.Vfs, asker, in target, into, out length);
    }

    public override bool TryJump(PathContext asker, out LinkTarget target)
    {
        target = default;
        return asker == process.Paths && TryFind(out target);
    }

    /// <summary>Others' links are for the same user, and for whoever overrides permissions.</summary>
    internal static Errno MayLook(PathContext asker, Process process) =>
        asker.Who.User == process.Paths.Who.User || asker.Who.Has(FilePrivileges.OverridePermissions) ? Errno.None : Errno.AccessDenied;

    private bool TryFind(out LinkTarget target)
    {
        target = default;
        if (process.State is not (ProcessState.Alive or ProcessState.Ending))
        {
            return false;
        }

        if (entry == ProcessEntry.Program)
        {
            if (process.Memory?.Executable is not { } program)
            {
                return false;
            }

            target = new LinkTarget(program.File.Place, program.File.Inode, Rights.Read | Rights.Execute | Rights.Map | RightsTable.Common);
            return true;
        }

        DirectoryReference place = entry == ProcessEntry.Root ? process.Paths.Root : process.Paths.WorkingDirectory;
        if (place.IsNone)
        {
            return false;
        }

        target = new LinkTarget(place.Location, process.Container.Vfs.At(place.Location), place.Rights, place.Authority);
        return true;
    }
}
