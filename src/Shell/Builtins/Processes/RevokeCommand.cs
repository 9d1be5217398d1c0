using System.Globalization;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>revoke: takes a capability back from a process, and all that came from it (C-91).</summary>
public sealed class RevokeCommand(Container container) : Builtin
{
    public override string Name => "revoke";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "revoke PID [-d] NUMBER | --root PID",
        "Takes a capability back from a process, with everything derived from it: descriptors, mappings, those of its children.",
        "revoke --root 2",
        "NUMBER is that of a capability as caps shows it (#NUMBER); with -d it is a descriptor's.\n"
        + "--root takes the directory back that its paths start at: it has no files then, and mappings of files fault.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        bool isRoot = context.Count == 2 && context[1] == "--root";
        bool isDescriptor = context.Count == 3 && context[2] == "-d";
        if (!isRoot && !isDescriptor && context.Count != 2)
        {
            return context.Misuse("from whom, and what?");
        }

        if (ProcessOperand.Find(context, container, context[isRoot ? 2 : 1]) is not { } process)
        {
            return 1;
        }

        if (process.State is not (ProcessState.Alive or ProcessState.Ending))
        {
            return context.Fail(context[isRoot ? 2 : 1], Errno.NoProcess);
        }

        uint record = 0;
        if (!isRoot && !uint.TryParse(context[isDescriptor ? 3 : 2].TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out record))
        {
            return context.Misuse("'" + context[isDescriptor ? 3 : 2] + "' is no number");
        }

        CapabilitySpace space = process.Descriptors.Space;
        if (isRoot || isDescriptor)
        {
            CapabilityHandle handle = isRoot ? process.Descriptors.Root : process.Descriptors.HandleOf((int)record);
            record = handle != CapabilityHandle.None && space.TryDescribe(handle.Index, out CapabilityHandle found, out CapabilityDescription held) && found == handle
                ? held.Record
                : 0;
        }
        else if (!container.Capabilities.TryDescribe(record, out CapabilityDescription named)
            || (named.HolderId != space.Id && (process.Memory is not { } memory || memory.Files.Id != named.HolderId)))
        {
            return context.Fail("#" + context[2] + ": that process has no such capability");
        }

        Errno error;
        while ((error = container.Capabilities.TakeBack(record)) == Errno.Again)
        {
            await context.Breathe();
        }

        return error == Errno.None ? 0 : context.Fail("it has no such capability");
    }
}
