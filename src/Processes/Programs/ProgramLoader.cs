using System;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Makes a program's memory from its file (execve(2)).</summary>
/// <remarks>
/// Owns nothing: what it builds is given to the process, or given back. A try that has to wait throws away what it built and begins anew;
/// what it waited for is in the page cache then (M-35, C-32).
/// </remarks>
public sealed partial class ProgramLoader(Placer placer)
{
    private const int MostScripts = 5;
    private const int ScriptLineBytes = 256;
    private const ulong InitialStackPages = 4;

    private readonly byte[] _head = new byte[ElfImage.HeadBytes];

    /// <summary>Builds the memory of the program with the capability for it, and sets the thread's registers to its first instruction.</summary>
    /// <returns>Done: the memory is the caller's, and nothing may fail any more. Else nothing has changed.</returns>
    internal FileOutcome TryLoad(Thread thread, ExecRequest request, out ProgramMemory? memory, out CapabilityHandle authority)
    {
        memory = null;
        authority = CapabilityHandle.None;
        Plan plan = new(request);
        FileOutcome outcome = TryBuild(thread, plan);
        if (!outcome.IsDone)
        {
            thread.Process.Descriptors.Leave(plan.Authority);
            plan.Discard();
            return outcome;
        }

        (memory, authority) = (plan.Memory, plan.Authority);
        memory!.Executable = new Executable(plan.Program!, plan.Interpreter);
        return FileOutcome.Done;
    }

    private FileOutcome TryBuild(Thread thread, Plan plan)
    {
        FileOutcome outcome = TryFindProgram(thread.Process, plan);
        if (outcome.IsDone && !thread.Process.TryBecomeSingle(thread))
        {
            return FileOutcome.Blocks(thread.Process.ThreadEnded);
        }

        outcome = outcome.IsDone ? TryMakeMemory(thread.Process, plan) : outcome;
        outcome = outcome.IsDone ? TryMap(thread.Process, plan, plan.Image!, plan.Program!, out plan.Base) : outcome;
        outcome = outcome.IsDone && plan.InterpreterImage is not null
            ? TryMap(thread.Process, plan, plan.InterpreterImage, plan.Interpreter!, out plan.InterpreterBase)
            : outcome;
        outcome = outcome.IsDone ? TryMapVdso(thread.Process, plan) : outcome;
        outcome = outcome.IsDone ? TryHold(thread.Process, plan) : outcome;
        return outcome.IsDone ? TryFinish(thread, plan) : outcome;
    }

    /// <summary>Finds the file, through any scripts' first lines.</summary>
    private FileOutcome TryFindProgram(Process process, Plan plan)
    {
        for (int depth = 0; ; depth++)
        {
            OpenFile? file = null;
            FileOutcome outcome = depth == 0 && plan.Request.File is { } named
                ? Open(process, plan.Start.Location, named, plan.Start.Rights, plan.Start.Authority, out file)
                : TryOpen(process, plan.Start, plan.Path, plan.Mode, out file);
            plan.Program = file;
            outcome = outcome.IsDone ? FileContents.TryRead(file!.Inode, 0, _head, out plan.HeadLength) : outcome;
            if (!outcome.IsDone)
            {
                return outcome.Error == Errno.NoDevice ? Errno.AccessDenied : outcome;
            }

            ReadOnlySpan<byte> head = _head.AsSpan(0, plan.HeadLength);
            if (!head.StartsWith("#!"u8))
            {
                return TryParse(process, plan, head);
            }

            if (depth == MostScripts || !TryFollowScript(plan, head))
            {
                return depth == MostScripts ? Errno.TooManySymbolicLinks : Errno.NotExecutable;
            }
        }
    }

    /// <summary>The interpreter that a script names takes its place: name, at most one argument, the script's path, the script's arguments.</summary>
    private static bool TryFollowScript(Plan plan, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> line = head[2..Math.Min(head.Length, ScriptLineBytes)];
        int end = line.IndexOf((byte)'\n');
        line = (end < 0 ? line : line[..end]).Trim(" \t\r"u8);
        int space = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> name = space < 0 ? line : line[..space];
        if (name.IsEmpty)
        {
            return false;
        }

        List<byte[]> arguments = [name.ToArray()];
        if (space >= 0)
        {
            arguments.Add(line[space..].Trim(" \t"u8).ToArray());
        }

        arguments.Add(plan.Path);
        for (int i = 1; i < plan.Arguments.Count; i++)
        {
            arguments.Add(plan.Arguments[i]);
        }

        plan.Program!.Unhold();
        plan.Program = null;
        plan.Path = name.ToArray();
        plan.Mode = WalkMode.Follow;
        plan.Arguments = arguments;
        return true;
    }

    private FileOutcome TryParse(Process process, Plan plan, ReadOnlySpan<byte> head)
    {
        if (!ElfImage.Parse(head).Ok(out ElfImage? image, out Errno error))
        {
            return error;
        }

        plan.Image = image;
        error = plan.Program!.Inode.BeginExecution();
        if (error != Errno.None)
        {
            return error;
        }

        plan.IsExecuting = true;
        foreach (ElfSegment segment in image.Segments)
        {
            if (segment.Type == ElfSegment.Interpreter)
            {
                return TryFindInterpreter(process, plan, segment);
            }
        }

        return FileOutcome.Done;
    }

    private FileOutcome TryFindInterpreter(Process process, Plan plan, ElfSegment segment)
    {
        if (segment.FileSize is < 2 or > Vfs.MostPathBytes)
        {
            return Errno.NotExecutable;
        }

        byte[] name = new byte[segment.FileSize];
        FileOutcome outcome = FileContents.TryRead(plan.Program!.Inode, segment.Offset, name, out int length);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        int end = name.AsSpan(0, length).IndexOf((byte)0);
        if (end <= 0)
        {
            return Errno.NotExecutable;
        }

        outcome = TryOpen(process, process.Paths.Root, name.AsSpan(0, end), WalkMode.Follow, out OpenFile? file);
        plan.Interpreter = file;
        outcome = outcome.IsDone ? FileContents.TryRead(file!.Inode, 0, _head, out length) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Result<ElfImage> parsed = ElfImage.Parse(_head.AsSpan(0, length));
        plan.InterpreterImage = parsed.IsOk ? parsed.Expect("it was parsed") : null;
        return parsed.IsOk ? FileOutcome.Done : Errno.BadInterpreter;
    }

    private static FileOutcome TryOpen(Process process, DirectoryReference start, ReadOnlySpan<byte> path, WalkMode mode, out OpenFile? file)
    {
        file = null;
        Vfs vfs = process.Container.Vfs;
        FileOutcome outcome = vfs.TryWalk(process.Paths, start, path, mode, out WalkResult found);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        return Open(process, found.Found, found.Inode!, found.Rights, found.Authority, out file);
    }

    /// <summary>Holds a file that was found, if it may be run.</summary>
    /// <param name="process">Who runs it.</param>
    /// <param name="place">Where it was found; none for what has no name (memfd_create(2)).</param>
    /// <param name="inode">The file.</param>
    /// <param name="rights">What may be done with it.</param>
    /// <param name="authority">By what capability it was reached.</param>
    /// <param name="file">Held.</param>
    private static Errno Open(Process process, Location place, Inode inode, Rights rights, CapabilityHandle authority, out OpenFile? file)
    {
        file = null;
        if (inode.Kind == InodeKind.SymbolicLink)
        {
            return Errno.TooManySymbolicLinks;
        }

        bool isRunnable = inode.Kind == InodeKind.File && (place.IsNone || (place.Mount!.Flags & MountFlags.NoExecute) == 0)
            && (rights & Rights.Execute) != 0;
        Errno error = isRunnable ? inode.Check(process.Paths.Who, FileAccess.Execute) : Errno.AccessDenied;
        if (error == Errno.None)
        {
            const Rights Mapping = Rights.Read | Rights.Execute | Rights.Map;
            file = new OpenFile(place, inode, OpenFlags.PathOnly, rights & Mapping, authority);
            file.Hold();
        }

        return error;
    }

    /// <summary>The process gets a capability for the memory, if it has one for what it runs in now.</summary>
    private static FileOutcome TryHold(Process process, Plan plan)
    {
        bool isHeld = process.Hold(plan.Memory!).Ok(out CapabilityHandle held, out Errno error);
        plan.Authority = isHeld ? held : CapabilityHandle.None;
        return error == Errno.QuotaExceeded ? Errno.NoMemory : error;
    }

    private FileOutcome TryFinish(Thread thread, Plan plan)
    {
        AddressSpace space = plan.Memory!.Space;
        ulong heap = (plan.Image!.End + plan.Base + placer.HeapGap()) & ~(PageNumber.Size - 1);
        space.SetBreakStart(new VirtualAddress(heap));
        ulong headers = plan.Image.FindHeaders();
        LoadedProgram program = new()
        {
            Entry = plan.Image.Entry + plan.Base,
            Start = plan.InterpreterImage is { } interpreter ? interpreter.Entry + plan.InterpreterBase : plan.Image.Entry + plan.Base,
            Headers = headers == 0 ? 0 : headers + plan.Base,
            HeaderSize = ElfImage.HeaderSize,
            HeaderCount = (ushort)plan.Image.Segments.Length,
            InterpreterBase = plan.InterpreterBase,
            Name = plan.Request.Path,
            StackTop = plan.Memory.StackTop,
            Vdso = plan.Memory.Vdso,
        };
        ExecRequest request = new() { Start = plan.Start, Path = plan.Path, Arguments = plan.Arguments, Environment = plan.Request.Environment };
        return thread.Process.Container.Scheduler.Personality.TryPrepareStack(thread, plan.Memory, program, request);
    }

    /// <summary>What has been found and built so far.</summary>
    private sealed class Plan(ExecRequest request)
    {
        public ulong Base;
        public ulong InterpreterBase;
        public int HeadLength;

        public ExecRequest Request { get; } = request;

        public DirectoryReference Start { get; } = request.Start;

        public byte[] Path { get; set; } = request.Path;

        public WalkMode Mode { get; set; } = request.Mode;

        public List<byte[]> Arguments { get; set; } = request.Arguments;

        public OpenFile? Program { get; set; }

        public OpenFile? Interpreter { get; set; }

        public ElfImage? Image { get; set; }

        public ElfImage? InterpreterImage { get; set; }

        public ProgramMemory? Memory { get; set; }

        public CapabilityHandle Authority { get; set; }

        public bool IsExecuting { get; set; }

        public void Discard()
        {
            Memory?.Release();
            Interpreter?.Unhold();
            if (IsExecuting)
            {
                Program!.Inode.EndExecution();
            }

            Program?.Unhold();
        }
    }
}
