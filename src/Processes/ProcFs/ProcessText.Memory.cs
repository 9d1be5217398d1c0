using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>What a process has of memory (proc(5), maps and smaps), and what it has committed (S-18).</remarks>
public static partial class ProcessText
{
    private const int NameColumn = 73;

    /// <summary>The pages of a process by what they are for.</summary>
    public static Sizes Measure(ProgramMemory? memory)
    {
        Sizes sizes = default;
        if (memory is null)
        {
            return sizes;
        }

        sizes.Mapped = memory.Space.MappedPages;
        PageNumber from = default;
        while (memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            sizes.Resident += view.Resident;
            sizes.Committed += view.Committed;
            sizes.ResidentFiles += view.Origin is not null ? view.Resident : 0;
            sizes.Locked += (view.Flags & RegionFlags.Locked) != 0 ? view.Range.Count : 0;
            bool isStack = (view.Flags & RegionFlags.GrowsDown) != 0;
            bool isText = (view.Access & Access.Execute) != 0 && view.Origin is not null;
            sizes.Stack += isStack ? view.Range.Count : 0;
            sizes.Text += isText ? view.Range.Count : 0;
            sizes.Data += !isStack && (view.Access & Access.Write) != 0 && (view.Flags & RegionFlags.Shared) == 0 ? view.Range.Count : 0;
        }

        return sizes;
    }

    public static void WriteMaps(GeneratedText text, Process process)
    {
        PageNumber from = default;
        while (process.Memory is { } memory && memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            WriteLine(text, process, memory, in view);
        }
    }

    public static void WriteShares(GeneratedText text, Process process)
    {
        PageNumber from = default;
        while (process.Memory is { } memory && memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            WriteLine(text, process, memory, in view);
            RegionShares shares = memory.Space.Weigh(view.Range);
            Kibibytes(text, "Size:           "u8, view.Range.Count);
            Kibibytes(text, "KernelPageSize: "u8, 1);
            Kibibytes(text, "MMUPageSize:    "u8, 1);
            Kibibytes(text, "Rss:            "u8, shares.Resident);
            Kibibytes(text, "Shared_Clean:   "u8, shares.SharedClean + shares.Zero);
            Kibibytes(text, "Shared_Dirty:   "u8, shares.SharedDirty);
            Kibibytes(text, "Private_Clean:  "u8, shares.PrivateClean);
            Kibibytes(text, "Private_Dirty:  "u8, shares.PrivateDirty);
            Kibibytes(text, "Anonymous:      "u8, shares.Anonymous);
            Kibibytes(text, "Swap:           "u8, 0);
            Kibibytes(text, "Locked:         "u8, (view.Flags & RegionFlags.Locked) != 0 ? view.Range.Count : 0);
            WriteFlags(text, in view);
        }
    }

    /// <summary>This system's own: what each mapping shows, and how much of it is the mapping's alone (S-18).</summary>
    public static void WriteMemory(GeneratedText text, Process process)
    {
        if (process.Memory is not { } memory)
        {
            return;
        }

        Sizes sizes = Measure(memory);
        Kibibytes(text, "Mapped:    "u8, sizes.Mapped);
        Kibibytes(text, "Committed: "u8, sizes.Committed);
        Kibibytes(text, "Resident:  "u8, sizes.Resident);
        Kibibytes(text, "Tables:    "u8, memory.Space.TableCount);
        _ = text.Add("CommittedBytes: "u8).Add(sizes.Committed * PageNumber.Size).Add("\nCharged: "u8).Add(memory.Account.Used * PageNumber.Size).Add("\nLimit: "u8);
        ulong limit = LimitOf(memory.Account);
        _ = (limit == ulong.MaxValue ? text.Add("unlimited"u8) : text.Add(limit * PageNumber.Size)).Add((byte)'\n');
        PageNumber from = default;
        while (memory.Space.TryView(from, out RegionView view))
        {
            from = view.Range.End;
            _ = text.AddHex(view.Range.Start.Address.Value, 8).Add((byte)'-').AddHex(view.Range.End.Address.Value, 8).Add(" pages "u8).Add(view.Range.Count)
                .Add(" resident "u8).Add(view.Resident).Add(" committed "u8).Add(view.Committed).Add(" object "u8).Add((ulong)(view.Object?.Index ?? 0))
                .Add(" depth "u8).Add((long)view.Depth).Add(" badge "u8).Add((ulong)view.Badge).Add((byte)'\n');
        }
    }

    /// <summary>The narrowest limit that holds for an account, or its payer's.</summary>
    public static ulong LimitOf(FrameAccount account)
    {
        ulong limit = account.Payer?.Limit(Resource.Frames) ?? ulong.MaxValue;
        for (FrameAccount? at = account; at is not null; at = at.Parent)
        {
            limit = Math.Min(limit, at.Limit);
        }

        return limit;
    }

    private static void WriteLine(GeneratedText text, Process process, ProgramMemory memory, in RegionView view)
    {
        int before = text.Length;
        OpenFile? file = FileOf(memory, in view);
        Inode? inode = file?.Inode;
        _ = text.AddHex(view.Range.Start.Address.Value, 8).Add((byte)'-').AddHex(view.Range.End.Address.Value, 8).Add((byte)' ')
            .Add((view.Access & Access.Read) != 0 ? (byte)'r' : (byte)'-').Add((view.Access & Access.Write) != 0 ? (byte)'w' : (byte)'-')
            .Add((view.Access & Access.Execute) != 0 ? (byte)'x' : (byte)'-').Add((view.Flags & RegionFlags.Shared) != 0 ? (byte)'s' : (byte)'p')
            .Add((byte)' ').AddHex(view.Origin is null ? 0 : view.Offset * PageNumber.Size, 8).Add((byte)' ');
        DeviceNumber device = inode?.FileSystem.Device ?? default;
        _ = text.AddHex(device.Major, 2).Add((byte)':').AddHex(device.Minor, 2).Add((byte)' ').Add(inode?.Number ?? 0);
        int column = text.Length - before;
        before = text.Length;
        Pad(text, column, NameColumn);
        if (!TryName(text, process, memory, in view, file))
        {
            text.Cut(before);
        }

        _ = text.Add((byte)'\n');
    }

    /// <summary>What a mapping shows: the path of a file, or a name in brackets. False: it has none.</summary>
    private static bool TryName(GeneratedText text, Process process, ProgramMemory memory, in RegionView view, OpenFile? file)
    {
        ulong start = view.Range.Start.Address.Value;
        if (file is not null)
        {
            byte[] path = new byte[Vfs.MostPathBytes];
            if (file.Place.IsNone || !process.Container.Vfs.GetPath(process.Paths.Root.Location, file.Place, path, out _).Ok(out int length, out _))
            {
                return false;
            }

            _ = text.Add(path.AsSpan(0, length));
            return true;
        }

        if (start == memory.Vdso && start != 0)
        {
            _ = text.Add("[vdso]"u8);
            return true;
        }

        ulong end = view.Range.End.Address.Value;
        bool isStack = start < memory.StackTop.Value && end >= memory.StackTop.Value;
        bool isHeap = start < memory.Space.Break.Value && end > memory.Space.BreakStart.Value;
        _ = isStack ? text.Add("[stack]"u8) : isHeap ? text.Add("[heap]"u8) : text;
        return isStack || isHeap;
    }

    /// <summary>The file that a mapping shows: what it was made with, or what the loader mapped.</summary>
    private static OpenFile? FileOf(ProgramMemory memory, in RegionView view)
    {
        if (memory.Files.FileOf(view.Badge) is not null || view.Origin is not { } shown)
        {
            return memory.Files.FileOf(view.Badge);
        }

        return memory.Executable?.File is { } program && program.Inode.Pages == shown ? program
            : memory.Executable?.Interpreter is { } interpreter && interpreter.Inode.Pages == shown ? interpreter
            : null;
    }

    private static void WriteFlags(GeneratedText text, in RegionView view)
    {
        _ = text.Add("VmFlags:"u8);
        _ = (view.Access & Access.Read) != 0 ? text.Add(" rd"u8) : text;
        _ = (view.Access & Access.Write) != 0 ? text.Add(" wr"u8) : text;
        _ = (view.Access & Access.Execute) != 0 ? text.Add(" ex"u8) : text;
        _ = (view.Flags & RegionFlags.Shared) != 0 ? text.Add(" sh"u8) : text;
        _ = (view.MaxAccess & Access.Read) != 0 ? text.Add(" mr"u8) : text;
        _ = (view.MaxAccess & Access.Write) != 0 ? text.Add(" mw"u8) : text;
        _ = (view.MaxAccess & Access.Execute) != 0 ? text.Add(" me"u8) : text;
        _ = (view.Flags & RegionFlags.GrowsDown) != 0 ? text.Add(" gd"u8) : text;
        _ = (view.Flags & RegionFlags.Locked) != 0 ? text.Add(" lo"u8) : text;
        _ = text.Add((byte)'\n');
    }

    /// <summary>In pages.</summary>
    public struct Sizes
    {
        public ulong Mapped;
        public ulong Resident;
        public ulong ResidentFiles;
        public ulong Committed;
        public ulong Locked;
        public ulong Text;
        public ulong Data;
        public ulong Stack;
    }
}
