using Vela.Capabilities;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>Where a process's program, working directory or root is (proc(5), exe, cwd, root).</summary>
internal sealed class ProcessLink(ProcFileSystem owner, ulong number, Process process, ProcessEntry entry) : PlaceLink(owner, number, process)
{
    protected override bool TryFind(out LinkTarget target)
    {
        target = default;
        if (entry == ProcessEntry.Program)
        {
            if (Process.Memory?.Executable is not { } program)
            {
                return false;
            }

            target = new LinkTarget(program.File.Place, program.File.Inode, Rights.Read | Rights.Execute | Rights.Map | RightsTable.Common);
            return true;
        }

        DirectoryReference place = entry == ProcessEntry.Root ? Process.Paths.Root : Process.Paths.WorkingDirectory;
        if (place.IsNone)
        {
            return false;
        }

        target = new LinkTarget(place.Location, Process.Container.Vfs.At(place.Location), place.Rights, place.Authority);
        return true;
    }
}
