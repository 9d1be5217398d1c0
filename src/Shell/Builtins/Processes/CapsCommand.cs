using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>caps: who holds which capability, and what it was derived from (C-91).</summary>
public sealed class CapsCommand(Container container) : Builtin
{
    public override string Name => "caps";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "caps [PID]",
        "Shows capabilities as a tree: each below the one it was derived from.",
        "caps 2",
        "With PID: those of one process and of its mappings, and what they came from.\n"
        + "Rights: i inspect, d duplicate, t transfer, s strong, r read, w write, x execute, m map, u unmap, p protect, a append,\n"
        + "z resize, c create, n remove, f configure. A handle is what revoke wants.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count > 1)
        {
            return context.Misuse("whose?");
        }

        Process? only = null;
        if (context.Count == 1 && (only = ProcessOperand.Find(context, container, context[1])) is null)
        {
            return 1;
        }

        Dictionary<ulong, string> names = NameHolders();
        Dictionary<uint, List<CapabilityDescription>> children = [];
        HashSet<uint>? wanted = only is null ? null : Select(only);
        uint end = container.Capabilities.RecordEnd;
        for (uint record = 1; record < end; record++)
        {
            if (container.Capabilities.TryDescribe(record, out CapabilityDescription each) && (wanted is null || wanted.Contains(record)))
            {
                if (!children.TryGetValue(each.Parent, out List<CapabilityDescription>? list))
                {
                    children.Add(each.Parent, list = []);
                }

                list.Add(each);
            }
        }

        Stack<(CapabilityDescription Each, int Depth)> open = new();
        Push(open, children, 0, 0);
        while (open.TryPop(out (CapabilityDescription Each, int Depth) next))
        {
            context.Output.WriteLine(Describe(in next.Each, next.Depth, names));
            Push(open, children, next.Each.Record, next.Depth + 1);
            await context.Output.Drain();
        }

        return 0;
    }

    private static void Push(Stack<(CapabilityDescription Each, int Depth)> open, Dictionary<uint, List<CapabilityDescription>> children, uint parent, int depth)
    {
        if (children.TryGetValue(parent, out List<CapabilityDescription>? below))
        {
            for (int i = below.Count - 1; i >= 0; i--)
            {
                open.Push((below[i], depth));
            }
        }
    }

    /// <summary>The records of a process, and those above them.</summary>
    private HashSet<uint> Select(Process process)
    {
        HashSet<uint> wanted = [];
        ulong space = process.Descriptors.Space.Id;
        ulong mapped = process.Memory?.Files.Id ?? 0;
        uint end = container.Capabilities.RecordEnd;
        for (uint record = 1; record < end; record++)
        {
            if (!container.Capabilities.TryDescribe(record, out CapabilityDescription each)
                || each.HolderId == 0 || (each.HolderId != space && each.HolderId != mapped))
            {
                continue;
            }

            for (uint at = record; at != 0 && wanted.Add(at);)
            {
                at = container.Capabilities.TryDescribe(at, out CapabilityDescription above) ? above.Parent : 0;
            }
        }

        return wanted;
    }

    /// <summary>What the spaces are called, and the objects that programs have open.</summary>
    private Dictionary<ulong, string> NameHolders()
    {
        Dictionary<ulong, string> names = [];
        names[container.Capabilities.RootSpace.Id] = "kernel";
        names[container.Scheduler.Clock.Id] = "of the machine";
        byte[] room = new byte[Vfs.MostPathBytes];
        foreach (int id in container.CopyNumbers())
        {
            if (container.Find(id) is not { State: ProcessState.Alive or ProcessState.Ending } process)
            {
                continue;
            }

            string name = ProcessOperand.NameOf(process) + "[" + ProcessOperand.Of(id) + "]";
            CapabilitySpace space = process.Descriptors.Space;
            names[space.Id] = name;
            if (process.Memory is { Files.Id: not 0 } memory)
            {
                names[memory.Files.Id] = name + " memory";
                names[memory.Id] = "of " + name;
            }

            for (uint index = 0; index < space.SlotCount; index++)
            {
                if (space.TryDescribe(index, out CapabilityHandle handle, out CapabilityDescription held) && !names.ContainsKey(held.ObjectId)
                    && held.Type is ObjectType.File or ObjectType.Directory
                    && space.Get<OpenFile>(handle, Rights.None).Ok(out OpenFile? file, out Errno _) && !file.Place.IsNone
                    && container.Vfs.GetPath(default, file.Place, room, out _).Ok(out int length, out Errno _))
                {
                    names[held.ObjectId] = Encoding.UTF8.GetString(room, 0, length);
                }
            }
        }

        return names;
    }

    private static string Describe(in CapabilityDescription each, int depth, Dictionary<ulong, string> names)
    {
        StringBuilder line = new();
        _ = line.Append(' ', depth * 2);
        if (each.IsDeleted)
        {
            return line.Append('#').Append(each.Record.ToString(CultureInfo.InvariantCulture)).Append(" (given up)").ToString();
        }

        GeneratedText rights = new();
        ProcessText.AddRights(rights, each.Rights);
        _ = line.Append('#').Append(each.Record.ToString(CultureInfo.InvariantCulture)).Append(' ')
            .Append(Encoding.UTF8.GetString(ProcessText.NameOf(each.Type))).Append(' ')
            .Append(names.GetValueOrDefault(each.ObjectId) ?? (each.Type == ObjectType.Console ? "of the machine" : "object " + ProcessOperand.Of(each.ObjectId))).Append(' ')
            .Append(Encoding.UTF8.GetString(rights.Bytes)).Append(' ')
            .Append(OriginOf(each.Origin)).Append(" held by ")
            .Append(names.GetValueOrDefault(each.HolderId) ?? ("object " + ProcessOperand.Of(each.HolderId)));
        return line.ToString();
    }

    private static string OriginOf(Origin origin) => origin switch
    {
        Origin.Created => "created,",
        Origin.Derived => "derived,",
        Origin.Duplicated => "duplicated,",
        Origin.Sealed => "sealed,",
        Origin.Split => "split,",
        Origin.Shared => "shared,",
        Origin.Transferred => "transferred,",
        Origin.Moved => "moved,",
        Origin.Reached => "reached,",
        _ => "mapped,",
    };
}
