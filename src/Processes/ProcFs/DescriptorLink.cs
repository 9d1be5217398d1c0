using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>An open file of a process, as a link (proc(5), fd).</summary>
/// <remarks>Only the process itself gets to the file by it, named or not, and with the rights its capability has; to others it is a name.</remarks>
internal sealed class DescriptorLink(ProcFileSystem owner, ulong number, Process process, int descriptor)
    : Inode(owner, number, InodeKind.SymbolicLink)
{
    public override bool KeepsTimes => false;

    public override FileOutcome TryReadLink(PathContext asker, Span<byte> into, out int length)
    {
        length = 0;
        Errno error = ProcessLink.MayLook(asker, process);
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

    private bool TryFind(out LinkTarget target)
    {
        target = default;
        if (process.State is not (ProcessState.Alive or ProcessState.Ending)
            || !process.Descriptors.Get(descriptor, Rights.None).Ok(out OpenFile? file, out _))
        {
            return false;
        }

        CapabilityHandle handle = process.Descriptors.HandleOf(descriptor);
        target = new LinkTarget(file.Place, file.Inode, process.Descriptors.Space.RightsOf(handle), handle);
        return true;
    }
}
