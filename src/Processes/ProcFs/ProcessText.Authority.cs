using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>What a process may do, and where it stands.</remarks>
public static partial class ProcessText
{
    private const int MostFrames = 32;
    private const int WordBytes = 8;

    /// <summary>One line for each capability: its handle, its object, its rights, how it was come by.</summary>
    public static void WriteCapabilities(GeneratedText text, Process process)
    {
        if (process.State is not (ProcessState.Alive or ProcessState.Ending))
        {
            return;
        }

        CapabilitySpace space = process.Descriptors.Space;
        for (uint index = 0; index < space.SlotCount; index++)
        {
            if (space.TryDescribe(index, out CapabilityHandle handle, out CapabilityDescription held))
            {
                _ = text.Add((ulong)index).Add(handle == process.Descriptors.Root ? " root "u8 : " "u8).Add(NameOf(held.Type)).Add((byte)'#').Add(held.ObjectId).Add((byte)' ');
                AddRights(text, held.Rights);
                _ = text.Add(" record "u8).Add((ulong)held.Record).Add(" parent "u8).Add((ulong)held.Parent).Add((byte)'\n');
            }
        }
    }

    /// <summary>One refusal in one line, for the log: operation, object, what was missing, where the capability came from.</summary>
    public static void AddDenial(GeneratedText text, in Denial denial)
    {
        _ = text.Add("denied "u8).Add(denial.Number).Add(": "u8).Add(denial.Operation).Add(" by space "u8).Add(denial.SpaceId).Add(" on "u8)
            .Add(NameOf(denial.Type)).Add(" "u8).Add(denial.ObjectId).Add(", "u8);
        _ = denial.Reason switch
        {
            DenialReason.MissingRight => text.Add("rights missing: "u8),
            DenialReason.Revoked => text.Add("revoked"u8),
            DenialReason.WrongType => text.Add("of another type"u8),
            DenialReason.AmbientName => text.Add("ambient name"u8),
            DenialReason.NotCovered => text.Add("nothing held is for that"u8),
            DenialReason.NotHeld => text.Add("shared, not held"u8),
            _ => text.Add("no such capability"u8),
        };
        if (denial.Reason == DenialReason.MissingRight)
        {
            AddRights(text, denial.Missing);
        }

        foreach (ref readonly ProvenanceStep step in denial.Path)
        {
            _ = text.Add("; from "u8).Add(NameOf(step.Type)).Add(" "u8).Add(step.ObjectId).Add(" ["u8);
            AddRights(text, step.Rights);
            _ = text.Add("] in "u8).Add(step.HolderId);
        }
    }

    /// <summary>One letter or dash for each right that a file or directory can have; then those that only others have, by name.</summary>
    public static void AddRights(GeneratedText text, Rights rights)
    {
        ReadOnlySpan<byte> letters = "idtsrwxmupazcnf"u8; // from Inspect to Configure
        for (int bit = 0; bit < letters.Length; bit++)
        {
            _ = text.Add(((uint)rights >> bit & 1) != 0 ? letters[bit] : (byte)'-');
        }

        ReadOnlySpan<byte> names = "run suspend destroy readstate writestate setpager schedule signal wait send receive grant badge supply charge split "u8;
        for (uint left = (uint)rights >> letters.Length; left != 0 && !names.IsEmpty; left >>= 1)
        {
            int end = names.IndexOf((byte)' ');
            _ = (left & 1) != 0 ? text.Add((byte)'+').Add(names[..end]) : text;
            names = names[(end + 1)..];
        }
    }

    /// <summary>Where a thread stands in its program: this kernel has no stack of its own for it.</summary>
    /// <remarks>A frame is found by the chain of frame pointers (System V ABI for AMD64, 3.2.2); code compiled without them ends it early.</remarks>
    public static void WriteStack(GeneratedText text, Process process, Thread? thread)
    {
        Span<byte> words = stackalloc byte[2 * WordBytes];
        foreach (Thread each in process.Threads)
        {
            if (thread is not null && each != thread)
            {
                continue;
            }

            ref UserContext registers = ref each.Registers;
            _ = text.Add("thread "u8).Add((long)each.ThreadId).Add((byte)' ').Add((byte)StateOf(process, each));
            _ = each.IsParked ? text.Add(" in call "u8).Add(registers.Rax) : text;
            _ = text.Add((byte)'\n');
            AddFrame(text, process, registers.Rip);
            ulong frame = registers.Rbp;
            for (int i = 0; i < MostFrames && process.Memory is { } memory; i++)
            {
                Memory.Progress progress = default;
                if (!memory.Space.TryCopyIn(new VirtualAddress(frame), words, ref progress).IsContinue)
                {
                    break;
                }

                ulong next = BitConverter.ToUInt64(words);
                AddFrame(text, process, BitConverter.ToUInt64(words[WordBytes..]));
                if (next <= frame)
                {
                    break;
                }

                frame = next;
            }
        }
    }

    public static ReadOnlySpan<byte> NameOf(ObjectType type) => type switch
    {
        ObjectType.AddressSpace => "AddressSpace"u8,
        ObjectType.MemoryObject => "MemoryObject"u8,
        ObjectType.Region => "Region"u8,
        ObjectType.Directory => "Directory"u8,
        ObjectType.File => "File"u8,
        ObjectType.Process => "Process"u8,
        ObjectType.Thread => "Thread"u8,
        ObjectType.Container => "Container"u8,
        ObjectType.Quota => "Quota"u8,
        ObjectType.Clock => "Clock"u8,
        ObjectType.Console => "Console"u8,
        ObjectType.Endpoint => "Endpoint"u8,
        ObjectType.Notification => "Notification"u8,
        ObjectType.Pager => "Pager"u8,
        ObjectType.DevicePorts => "DevicePorts"u8,
        ObjectType.DeviceMemory => "DeviceMemory"u8,
        ObjectType.DeviceInterrupt => "DeviceInterrupt"u8,
        ObjectType.CapabilitySpace => "CapabilitySpace"u8,
        _ => "Object"u8,
    };

    private static void AddFrame(GeneratedText text, Process process, ulong address)
    {
        _ = text.Add("[<"u8).AddHex(address, 16).Add(">] "u8);
        if (process.Memory is { } memory && memory.Space.TryView(new VirtualAddress(address).Page, out RegionView view) && view.Range.Contains(new VirtualAddress(address).Page))
        {
            int before = text.Length;
            if (TryName(text, process, memory, in view, FileOf(memory, in view)))
            {
                _ = text.Add("+0x"u8).AddHex(address - view.Range.Start.Address.Value + (view.Offset * PageNumber.Size), 1);
            }
            else
            {
                text.Cut(before);
            }
        }

        _ = text.Add((byte)'\n');
    }
}
