using System.Text;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>why: the last refusals, explained (issue 4, 6).</summary>
public sealed class WhyCommand(Container container) : Builtin
{
    public override string Name => "why";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "why [-n COUNT] [-l on|off] [-c]",
        "Explains the last refusal for lack of a capability or a right: who asked, what was missing, where the capability came from.",
        "why -n 3",
        "-n COUNT  the last COUNT, the newest last\n-l on|off  writes each to the log from now on (dmesg), or no more\n-c         only how many there were for each type\nPermission bits (chmod) are another matter: their refusals are not here.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "n:l:c") is not { } options)
        {
            return 2;
        }

        if (!options.TryNumber('n', 1, out long count))
        {
            return context.Misuse("that is no number");
        }

        DenialLog log = container.Capabilities.Denials;
        if (options.Has('l'))
        {
            log.IsLogged = options.Value('l') == "on";
            return log.IsLogged || options.Value('l') == "off" ? 0 : context.Misuse("say on or off");
        }

        if (options.Has('c'))
        {
            Count(context, log);
            return 0;
        }

        ulong wanted = (ulong)count < log.Count ? (ulong)count : log.Count;
        if (wanted == 0)
        {
            context.Output.WriteLine("nothing was refused");
            return 0;
        }

        for (ulong number = log.Count - wanted + 1; number <= log.Count; number++)
        {
            if (log.TryRead(number, out Denial denial))
            {
                Explain(context, in denial);
                await context.Output.Drain();
            }
        }

        return 0;
    }

    private static void Count(CommandContext context, DenialLog log)
    {
        for (ObjectType type = 0; (int)type < RightsTable.TypeCount; type++)
        {
            if (log.CountOf(type) != 0)
            {
                context.Output.WriteLine((type == ObjectType.None ? "nothing named" : TypeOf(type)) + ": " + ProcessOperand.Of(log.CountOf(type)));
            }
        }
    }

    private void Explain(CommandContext context, in Denial denial)
    {
        OutputWriter output = context.Output;
        output.Write("refusal " + ProcessOperand.Of(denial.Number) + ": " + HolderOf(denial.SpaceId) + " asked for " + denial.Operation);
        output.WriteLine(denial.Type == ObjectType.None ? "" : " on " + TypeOf(denial.Type) + (denial.ObjectId == 0 ? "" : " " + ProcessOperand.Of(denial.ObjectId)));
        output.WriteLine("  " + denial.Reason switch
        {
            DenialReason.NoSuchCapability => "it names no capability that the asker has",
            DenialReason.Deleted => "the asker had given the capability up",
            DenialReason.Revoked => "the capability was revoked",
            DenialReason.Moved => "the capability is elsewhere now",
            DenialReason.WrongType => "the capability is for another kind of object",
            DenialReason.MissingRight => "the capability lacks these rights: " + RightsOf(denial.Missing),
            DenialReason.NotCovered => "the asker has no capability for that, with these rights: " + RightsOf(denial.Missing),
            DenialReason.NotHeld => "the capability is shared with the asker, who may use it but not dispose of it",
            _ => "the name is ambient, and the asker may use only what it was handed",
        });
        foreach (ref readonly ProvenanceStep step in denial.Path)
        {
            output.WriteLine("  from " + TypeOf(step.Type) + " " + ProcessOperand.Of(step.ObjectId) + " [" + RightsOf(step.Rights) + "] held by " + HolderOf(step.HolderId));
        }
    }

    private static string TypeOf(ObjectType type) => Encoding.UTF8.GetString(ProcessText.NameOf(type));

    private static string RightsOf(Rights rights)
    {
        GeneratedText text = new();
        ProcessText.AddRights(text, rights);
        return Encoding.UTF8.GetString(text.Bytes).Replace("-", "", System.StringComparison.Ordinal);
    }

    private string HolderOf(ulong id)
    {
        if (id == container.Capabilities.RootSpace.Id)
        {
            return "the kernel";
        }

        foreach (int number in container.CopyNumbers())
        {
            if (container.Find(number) is { State: ProcessState.Alive or ProcessState.Ending } process && process.Descriptors.Space.Id == id)
            {
                return ProcessOperand.NameOf(process) + "[" + ProcessOperand.Of(number) + "]";
            }
        }

        return id == 0 ? "nobody" : "one that has ended (space " + ProcessOperand.Of(id) + ")";
    }
}
