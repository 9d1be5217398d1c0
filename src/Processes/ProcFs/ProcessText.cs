using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The texts of /proc/pid, in the forms of proc(5). What Linux has and this system has not is 0 or left out.</summary>
public static partial class ProcessText
{
    private const ulong Tick = 10_000_000; // USER_HZ is 100
    private const ulong PageKibibytes = PageNumber.Size / 1024;
    private const int MostStringBytes = 1 << 20;
    private const int NormalPriority = 20;
    private const int RestartingExit = 17; // SIGCHLD

    /// <summary>The letter of the state that ps shows (proc(5), stat).</summary>
    public static char StateOf(Process process, Thread? thread)
    {
        if (process.State is ProcessState.Zombie or ProcessState.Reaped)
        {
            return 'Z';
        }

        if (process.IsStopped)
        {
            return 'T';
        }

        char state = 'S';
        foreach (Thread each in process.Threads)
        {
            if (thread is not null && each != thread)
            {
                continue;
            }

            if ((each.Attention & Attention.Suspended) != 0)
            {
                state = 'T';
                continue;
            }

            if (!each.IsParked)
            {
                return 'R';
            }

            state = each.WaitKind == WaitKind.Killable ? 'D' : state;
        }

        return state;
    }

    public static void WriteStat(GeneratedText text, Process process, Thread? thread)
    {
        Thread? shown = thread ?? process.FirstThread;
        ProgramMemory? memory = process.Memory;
        Sizes sizes = Measure(memory);
        ulong runtime = (thread?.Runtime ?? process.Runtime) / Tick;
        int nice = shown?.Nice ?? 0;
        Terminal? terminal = process.Group.Session.Terminal;
        _ = text.Add((long)(thread?.ThreadId ?? process.ProcessId)).Add(" ("u8).Add(thread?.Name ?? process.Name).Add(") "u8)
            .Add((byte)StateOf(process, thread)).Add((byte)' ').Add((long)ParentOf(process)).Add((byte)' ').Add((long)process.Group.Id)
            .Add((byte)' ').Add((long)process.Group.Session.Id).Add((byte)' ').Add(terminal?.Device.Encoded ?? 0).Add((byte)' ')
            .Add((long)(terminal is null ? -1 : terminal.Foreground?.Id ?? 0)).Add(" 0 0 0 0 0 "u8).Add(runtime).Add(" 0 "u8)
            .Add(process.ChildRuntime / Tick).Add(" 0 "u8).Add((long)(NormalPriority + nice)).Add((byte)' ').Add((long)nice)
            .Add((byte)' ').Add((long)process.Threads.Count).Add(" 0 "u8).Add(process.StartTime / Tick).Add((byte)' ')
            .Add(sizes.Mapped * PageNumber.Size).Add((byte)' ').Add(sizes.Resident).Add((byte)' ').Add(ulong.MaxValue)
            .Add(" 0 0 "u8).Add(memory?.StackTop.Value ?? 0).Add(" 0 0 "u8);
        _ = text.Add(process.Pending.Set.Bits).Add((byte)' ').Add(shown?.Blocked.Bits ?? 0).Add((byte)' ').Add(Ignored(process)).Add((byte)' ')
            .Add(Caught(process)).Add(" 0 0 0 "u8).Add((long)(thread is null ? (int)process.ExitSignal : RestartingExit)).Add(" 0 0 0 0 0 0 0 0 "u8)
            .Add(memory?.Space.BreakStart.Value ?? 0).Add((byte)' ').Add(memory?.ArgumentsStart ?? 0).Add((byte)' ').Add(memory?.ArgumentsEnd ?? 0)
            .Add((byte)' ').Add(memory?.ArgumentsEnd ?? 0).Add((byte)' ').Add(memory?.EnvironmentEnd ?? 0).Add((byte)' ').Add((long)process.ExitStatus).Add((byte)'\n');
    }

    /// <summary>size resident shared text lib data dt, in pages.</summary>
    public static void WriteStatm(GeneratedText text, Process process)
    {
        Sizes sizes = Measure(process.Memory);
        _ = text.Add(sizes.Mapped).Add((byte)' ').Add(sizes.Resident).Add((byte)' ').Add(sizes.ResidentFiles).Add((byte)' ').Add(sizes.Text)
            .Add(" 0 "u8).Add(sizes.Data + sizes.Stack).Add(" 0\n"u8);
    }

    public static void WriteStatus(GeneratedText text, Process process, Thread? thread)
    {
        Credentials who = process.Paths.Who;
        Thread? shown = thread ?? process.FirstThread;
        char state = StateOf(process, thread);
        _ = text.Add("Name:\t"u8).Add(thread?.Name ?? process.Name).Add("\nUmask:\t"u8);
        AddOctal(text, process.Paths.Mask);
        _ = text.Add("\nState:\t"u8).Add((byte)state).Add(StateName(state));
        Number(text, "Tgid:\t"u8, process.ProcessId);
        Number(text, "Ngid:\t"u8, 0);
        Number(text, "Pid:\t"u8, thread?.ThreadId ?? process.ProcessId);
        Number(text, "PPid:\t"u8, ParentOf(process));
        Number(text, "TracerPid:\t"u8, 0);
        Four(text, "Uid:"u8, who.User);
        Four(text, "Gid:"u8, who.Group);
        Number(text, "FDSize:\t"u8, process.State is ProcessState.Alive or ProcessState.Ending ? process.Descriptors.End : 0);
        _ = text.Add("Groups:\t"u8);
        foreach (uint group in who.CopyGroups())
        {
            _ = text.Add((ulong)group).Add((byte)' ');
        }

        _ = text.Add((byte)'\n');
        if (process.Memory is { } memory)
        {
            Sizes sizes = Measure(memory);
            Kibibytes(text, "VmPeak:\t"u8, sizes.Mapped);
            Kibibytes(text, "VmSize:\t"u8, sizes.Mapped);
            Kibibytes(text, "VmLck:\t"u8, sizes.Locked);
            Kibibytes(text, "VmPin:\t"u8, 0);
            Kibibytes(text, "VmHWM:\t"u8, sizes.Resident);
            Kibibytes(text, "VmRSS:\t"u8, sizes.Resident);
            Kibibytes(text, "RssAnon:\t"u8, sizes.Resident - sizes.ResidentFiles);
            Kibibytes(text, "RssFile:\t"u8, sizes.ResidentFiles);
            Kibibytes(text, "RssShmem:\t"u8, 0);
            Kibibytes(text, "VmData:\t"u8, sizes.Data);
            Kibibytes(text, "VmStk:\t"u8, sizes.Stack);
            Kibibytes(text, "VmExe:\t"u8, sizes.Text);
            Kibibytes(text, "VmLib:\t"u8, 0);
            Kibibytes(text, "VmPTE:\t"u8, memory.Space.TableCount);
            Kibibytes(text, "VmSwap:\t"u8, 0);
        }

        Number(text, "Threads:\t"u8, process.Threads.Count);
        _ = text.Add("SigQ:\t0/0\n"u8);
        Set(text, "SigPnd:\t"u8, shown?.Pending.Set.Bits ?? 0);
        Set(text, "ShdPnd:\t"u8, process.Pending.Set.Bits);
        Set(text, "SigBlk:\t"u8, shown?.Blocked.Bits ?? 0);
        Set(text, "SigIgn:\t"u8, Ignored(process));
        Set(text, "SigCgt:\t"u8, Caught(process));
        _ = text.Add("Cpus_allowed:\t1\nCpus_allowed_list:\t0\n"u8);
    }

    public static void WriteLimits(GeneratedText text, Process process)
    {
        _ = text.Add("Limit                     Soft Limit           Hard Limit           Units     \n"u8);
        for (int resource = 0; resource < ResourceLimits.Count; resource++)
        {
            ReadOnlySpan<byte> name = LimitName(resource);
            ReadOnlySpan<byte> unit = LimitUnit(resource);
            Pad(text.Add(name), name.Length, 26);
            Limit(text, process.Limits.Soft(resource));
            Limit(text, process.Limits.Hard(resource));
            Pad(text.Add(unit), unit.Length, 10);
            _ = text.Add((byte)'\n');
        }
    }

    /// <summary>Arguments or environment as the program has them now; a program may write over them (proc(5), cmdline).</summary>
    public static Errno WriteStrings(GeneratedText text, Process process, ProgramStrings which)
    {
        if (process.Memory is not { } memory)
        {
            return Errno.None;
        }

        ulong start = which == ProgramStrings.Arguments ? memory.ArgumentsStart : memory.ArgumentsEnd;
        ulong end = which == ProgramStrings.Arguments ? memory.ArgumentsEnd : memory.EnvironmentEnd;
        if (end <= start)
        {
            return Errno.None;
        }

        byte[] strings = new byte[Math.Min(end - start, MostStringBytes)];
        Memory.Progress progress = default;
        _ = memory.Space.TryCopyIn(new VirtualAddress(start), strings, ref progress); // what it has unmapped is not shown
        _ = text.Add(strings.AsSpan(0, (int)progress.Done));
        return Errno.None;
    }

    private static int ParentOf(Process process) => process.Parent?.ProcessId ?? 1;

    private static ulong Ignored(Process process) => Collect(process, SignalAction.Ignore);

    private static ulong Caught(Process process) => Collect(process, null);

    /// <summary>The signals with one handler, or with any of the program's own.</summary>
    private static ulong Collect(Process process, ulong? handler)
    {
        ulong set = 0;
        for (Signal signal = Signal.HangUp; signal <= Signal.Last; signal++)
        {
            ulong found = process.Actions[signal].Handler;
            bool isMeant = handler is { } wanted ? found == wanted : found is not (SignalAction.Default or SignalAction.Ignore);
            set |= isMeant ? SignalSet.Of(signal).Bits : 0;
        }

        return set;
    }

    private static ReadOnlySpan<byte> StateName(char state) => state switch
    {
        'R' => " (running)\n"u8,
        'D' => " (disk sleep)\n"u8,
        'T' => " (stopped)\n"u8,
        'Z' => " (zombie)\n"u8,
        _ => " (sleeping)\n"u8,
    };

    private static ReadOnlySpan<byte> LimitName(int resource) => resource switch
    {
        0 => "Max cpu time"u8,
        1 => "Max file size"u8,
        2 => "Max data size"u8,
        3 => "Max stack size"u8,
        4 => "Max core file size"u8,
        5 => "Max resident set"u8,
        6 => "Max processes"u8,
        7 => "Max open files"u8,
        8 => "Max locked memory"u8,
        9 => "Max address space"u8,
        10 => "Max file locks"u8,
        11 => "Max pending signals"u8,
        12 => "Max msgqueue size"u8,
        13 => "Max nice priority"u8,
        14 => "Max realtime priority"u8,
        _ => "Max realtime timeout"u8,
    };

    private static ReadOnlySpan<byte> LimitUnit(int resource) => resource switch
    {
        0 => "seconds"u8,
        6 => "processes"u8,
        7 => "files"u8,
        10 => "locks"u8,
        11 => "signals"u8,
        13 or 14 => ""u8,
        15 => "us"u8,
        _ => "bytes"u8,
    };

    private static void Limit(GeneratedText text, ulong value)
    {
        int before = text.Length;
        _ = value == ResourceLimits.Infinite ? text.Add("unlimited"u8) : text.Add(value);
        Pad(text, text.Length - before, 21);
    }

    private static void Pad(GeneratedText text, int used, int width)
    {
        for (int i = used; i < width; i++)
        {
            _ = text.Add((byte)' ');
        }
    }

    private static void Number(GeneratedText text, ReadOnlySpan<byte> name, long value) => _ = text.Add(name).Add(value).Add((byte)'\n');

    private static void Set(GeneratedText text, ReadOnlySpan<byte> name, ulong bits) => _ = text.Add(name).AddHex(bits, 16).Add((byte)'\n');

    private static void Four(GeneratedText text, ReadOnlySpan<byte> name, uint id) =>
        _ = text.Add(name).Add((byte)'\t').Add((ulong)id).Add((byte)'\t').Add((ulong)id).Add((byte)'\t').Add((ulong)id).Add((byte)'\t').Add((ulong)id).Add((byte)'\n');

    private static void Kibibytes(GeneratedText text, ReadOnlySpan<byte> name, ulong pages)
    {
        ulong kibibytes = pages * PageKibibytes;
        int digits = 1;
        for (ulong left = kibibytes; left >= 10; left /= 10)
        {
            digits++;
        }

        _ = text.Add(name);
        Pad(text, digits, 8);
        _ = text.Add(kibibytes).Add(" kB\n"u8);
    }

    private static void AddOctal(GeneratedText text, ushort bits) =>
        _ = text.Add((byte)('0' + ((bits >> 9) & 7))).Add((byte)('0' + ((bits >> 6) & 7))).Add((byte)('0' + ((bits >> 3) & 7))).Add((byte)('0' + (bits & 7)));
}
