using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>What there is to know of an open file besides its name: its cursor, how it was opened, what its capability allows (proc(5), fdinfo).</summary>
internal sealed class DescriptorFile(ProcFileSystem owner, ulong number, Process process, int descriptor) : GeneratedFile(owner, number)
{
    protected override Errno Make(GeneratedText text)
    {
        if (process.State is not (ProcessState.Alive or ProcessState.Ending)
            || !process.Descriptors.Get(descriptor, Rights.None).Ok(out OpenFile? file, out _))
        {
            return Errno.NoEntry;
        }

        _ = text.Add("pos:\t"u8).Add(file.Position).Add("\nino:\t"u8).Add(file.Inode.Number).Add("\nrights:\t"u8);
        Result<CapabilityDescription> held = process.Descriptors.Space.Inspect(process.Descriptors.HandleOf(descriptor));
        if (held.IsOk)
        {
            ProcessText.AddRights(text, held.Expect("it was found").Rights);
        }

        _ = text.Add((byte)'\n');
        return Errno.None;
    }
}
