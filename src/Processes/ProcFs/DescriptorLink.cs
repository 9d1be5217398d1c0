using Vela.Capabilities;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>An open file of a process, as a link (proc(5), fd).</summary>
internal sealed class DescriptorLink(ProcFileSystem owner, ulong number, Process process, int descriptor) : PlaceLink(owner, number, process)
{
    protected override bool TryFind(out LinkTarget target)
    {
        target = default;
        if (!Process.Descriptors.Get(descriptor, Rights.None).Ok(out OpenFile? file, out _))
        {
            return false;
        }

        CapabilityHandle handle = Process.Descriptors.HandleOf(descriptor);
        target = new LinkTarget(file.Place, file.Inode, Process.Descriptors.Space.RightsOf(handle), handle);
        return true;
    }
}
