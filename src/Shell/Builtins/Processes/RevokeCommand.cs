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
        "revoke PID [-d] NUMBER | --root PID | --console PID",
        "Takes a capability back from a process, with everything derived from it: descriptors, mappings, those of its children.",
        "revoke --root 2",
        "NUMBER is that of a capability as caps shows it (#NUMBER); with -d it is a descriptor's.\n"
        + "--root takes the directory back that its paths start at: it has no files then, and mappings of files fault.\n"
        + "--console takes the console back: its standard streams fail, and who waits for them is told.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        WellKnown? wellKnown = context.Count != 2 ? null : context[1] switch
        {
            "--root" => WellKnown.Root,
            "--console" => WellKnown.Console,
            _ => null,
        };
        bool isDescriptor = context.Count == 3 && context[2] == "-d";
        if (!isDescriptor && context.Count != 2)
        {
            return context.Misuse("from whom, and what?");
        }

        string whose = context[wellKnown is null ? 1 : 2];
        if (ProcessOperand.Find(context, container, whose) is not { } process)
        {
            return 1;
        }

        if (process.State is not (ProcessState.Alive or ProcessState.Ending))
        {
            return context.Fail(whose, Errno.NoProcess);
        }

        uint record = 0;
        if (wellKnown is null && !uint.TryParse(context[isDescriptor ? 3 : 2].TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out record))
        {
            return context.Misuse("'" + context[isDescriptor ? 3 : 2] + "' is no number");
        }

        CapabilitySpace space = process.Descriptors.Space;
        if (wellKnown is not null || isDescriptor)
        {
            CapabilityHandle handle = wellKnown is { } which ? process.Descriptors.HandleOf(which) : process.Descriptors.HandleOf((int)record);
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
