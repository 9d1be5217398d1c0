using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Capabilities;
using Vela.Tests.Fs;

namespace Vela.Tests.Linux;

/// <summary>A machine that runs programs for Linux, whose instructions are the test's: files in memory, a scheduler, one container.</summary>
internal sealed class LinuxMachine : IDisposable, IClocks, ICallLog, IProcessLog, IProcessWatcher
{
    /// <summary>Where a program has memory of its own to write to.</summary>
    public const ulong Room = 0x41_0000;

    public const ulong RoomBytes = 0x10_0000;

    private const ulong ImageStart = 0x40_0000;
    private const long Boot = 1_704_067_200L * 1_000_000_000;
    private const ulong Step = 2_000_000;

    private readonly SimulatedUserMode _mode = new();

    /// <param name="fileSystems">Where programs get file systems to mount; null: nowhere.</param>
    public LinuxMachine(IFileSystemSource? fileSystems = null)
    {
        Anonymous = new AnonymousFileSystem(new DeviceNumber(0, 14), Files, Files.Frames);
        Files.Vfs.Fifos = Anonymous;
        Files.Memory.Buffered = Anonymous;
        Personality = new LinuxPersonality(this, 0) { Anonymous = Anonymous, MemoryFiles = Files.TmpRoot };
        Reaper = new Reaper(Files.Memory);
        Scheduler = new Scheduler(_mode, this, Personality) { Reaper = Reaper, Pages = Files.Pages };
        Container = new Container
        {
            Scheduler = Scheduler,
            Memory = Files.Memory,
            Account = Files.Account,
            Vfs = Files.Vfs,
            FileSystems = fileSystems,
            Capabilities = Capabilities,
            Quota = Capabilities.RootQuota,
            Random = Files,
            Log = this,
            Loader = new ProgramLoader(new Placer(null, vdso: null)),
        };
        _mode.Idle = () => Nanoseconds += Step;
        Place = Capabilities.RootSpace.Insert(Container, RightsTable.Applicable(ObjectType.Container)).Expect("there is room");
        Clock = Capabilities.RootSpace.Insert(Scheduler.Clock, RightsTable.Applicable(ObjectType.Clock)).Expect("there is room");
        OpenFile image = Files.MustOpen("/program", OpenFlags.Write | OpenFlags.Create);
        Files.MustWrite(image, Image());
        image.Close();
        Assert.That(Vfs.ChangePermissions(Credentials.Kernel, Files.MustFind("/program"), null, Files.Root.Rights, FileMachine.Everything), Is.EqualTo(Errno.None));
    }

    public FileMachine Files { get; } = new();

    public CapabilityTable Capabilities { get; } = Given.Table();

    /// <summary>The kernel's capability for <see cref="Container"/>.</summary>
    public CapabilityHandle Place { get; }

    /// <summary>The kernel's capability for the clock.</summary>
    public CapabilityHandle Clock { get; }

    public AnonymousFileSystem Anonymous { get; }

    public LinuxPersonality Personality { get; }

    public Reaper Reaper { get; }

    public Scheduler Scheduler { get; }

    public Container Container { get; }

    public ulong Nanoseconds { get; private set; } = 1_000_000_000;

    public long UnixNanoseconds => Boot + (long)Nanoseconds;

    /// <summary>Calls that programs made and that do not exist.</summary>
    public List<ulong> AbsentCalls { get; } = [];

    /// <summary>Processes that have ended and were reaped.</summary>
    public List<Process> Ended { get; } = [];

    public void Dispose() => Files.Dispose();

    /// <summary>A process with one thread, ready to make calls, with nothing open and the root as its directory.</summary>
    /// <param name="rights">What it may do below the root.</param>
    /// <param name="container">Where it is to live; null: in the outermost.</param>
    public SimulatedProgram Launch(Rights rights = (Rights)uint.MaxValue, Container? container = null) =>
        Launch(container ?? Container, rights & Files.Root.Rights, Container.Usable, Container.Payable, TimeSource.Usable);

    /// <summary>As <see cref="Launch(Rights, Container?)"/>, with exactly these capabilities; null: not this one.</summary>
    public SimulatedProgram Launch(Container container, Rights? root, Rights? home, Rights? purse, Rights? clock)
    {
        CapabilitySpace held = Capabilities.RootSpace;
        OpenFile top = new(Files.Root.Location, Files.MustFind("/"), OpenFlags.PathOnly, Files.Root.Rights);
        CapabilityHandle handle = held.Insert(top, top.Rights).Expect("there is room");
        DirectoryReference start = new(Files.Root.Location, Files.Root.Rights, root is null ? handle : CapabilityHandle.None);
        DirectoryReference given = root is { } allowed ? new DirectoryReference(Files.Root.Location, allowed) : default;
        DescriptorTable descriptors = new(Capabilities, CapabilitySpace.Create(Capabilities, container.Quota).Expect("there is room"), Reaper);
        Errno error = root is null ? Errno.None : descriptors.Give(WellKnown.Root, held, handle, root.Value);
        error = error == Errno.None && home is not null ? descriptors.Give(WellKnown.Home, held, PlaceOf(container), home.Value) : error;
        error = error == Errno.None && purse is not null ? descriptors.Give(WellKnown.Purse, held, PurseOf(container), purse.Value) : error;
        error = error == Errno.None && clock is not null ? descriptors.Give(WellKnown.Clock, held, Clock, clock.Value) : error;
        Assert.That(error, Is.EqualTo(Errno.None));
        ExecRequest request = new()
        {
            Start = start,
            Lender = held,
            Path = FileMachine.Bytes("program"),
            Arguments = [FileMachine.Bytes("program")],
            Environment = [],
        };
        Process process = container.Launch(request, new PathContext(Files.Vfs, given, given, Credentials.Kernel), descriptors, this, null).Expect("there is room");
        SimulatedProgram program = new(process.FirstThread!);
        _mode.Add(program);
        Run();
        Assert.That(process.State, Is.EqualTo(ProcessState.Alive));
        Assert.That(held.Delete(handle), Is.EqualTo(Errno.None));
        return program;
    }

    /// <summary>Lets a thread that a call has made be driven, too.</summary>
    public SimulatedProgram Adopt(Thread thread)
    {
        SimulatedProgram program = new(thread);
        _mode.Add(program);
        return program;
    }

    /// <summary>Makes a call that does not wait; its result as RAX has it.</summary>
    public long Call(SimulatedProgram program, ulong number, params ulong[] arguments)
    {
        Begin(program, number, arguments);
        Assert.That(program.IsIdle, $"call {number} waits");
        return program.Result;
    }

    /// <summary>Makes a call; it is over, or waits.</summary>
    public void Begin(SimulatedProgram program, ulong number, params ulong[] arguments)
    {
        Assert.That(program.IsIdle, "the call before is not over");
        program.Prepare([number, .. arguments]);
        Run();
    }

    /// <summary>Runs whoever can, until each has had several turns.</summary>
    public void Run()
    {
        for (int i = 0; i < 32 && Scheduler.HasRunnable; i++)
        {
            Scheduler.Run();
            Files.FinishWork(); // as the executive does between passes
        }

        while (Reaper.HasWork)
        {
            Reaper.Work();
        }
    }

    public void Pass(ulong nanoseconds)
    {
        Nanoseconds += nanoseconds;
        Scheduler.Run();
        Run();
    }

    /// <summary>Puts bytes where a program sees them.</summary>
    public static ulong Poke(SimulatedProgram program, ulong address, ReadOnlySpan<byte> bytes)
    {
        Vela.Memory.Progress progress = default;
        Assert.That(program.Thread.Process.Memory!.Space.TryCopyOut(new VirtualAddress(address), bytes, ref progress).IsContinue);
        return address;
    }

    /// <summary>A string with its zero.</summary>
    public static ulong PokeText(SimulatedProgram program, string text, ulong address = Room) =>
        Poke(program, address, Encoding.UTF8.GetBytes(text + "\0"));

    public static ulong PokeWords(SimulatedProgram program, ulong address, params ulong[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Poke(program, address + (ulong)(i * 8), BitConverter.GetBytes(words[i]));
        }

        return address;
    }

    public static byte[] Peek(SimulatedProgram program, ulong address, int count)
    {
        byte[] bytes = new byte[count];
        Vela.Memory.Progress progress = default;
        Assert.That(program.Thread.Process.Memory!.Space.TryCopyIn(new VirtualAddress(address), bytes, ref progress).IsContinue);
        return bytes;
    }

    public static string PeekText(SimulatedProgram program, ulong address, int count) => Encoding.UTF8.GetString(Peek(program, address, count));

    public static ulong PeekWord(SimulatedProgram program, ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(Peek(program, address, 8));

    void ICallLog.Absent(Thread thread, ulong number) => AbsentCalls.Add(number);

    void IProcessLog.Ended(Thread thread, in SignalInfo info)
    {
    }

    void IProcessLog.Refused(Thread thread, FaultVerdict verdict, ulong address)
    {
    }

    void IProcessLog.Broke(Thread thread, Exception broken) => throw new InvariantBrokenException(broken.ToString());

    void IProcessWatcher.Started(Process process, Errno error) => Assert.That(error, Is.EqualTo(Errno.None), "the program starts");

    void IProcessWatcher.Changed(Process process)
    {
        if (process.State == ProcessState.Zombie)
        {
            Ended.Add(process);
            process.Container.Reap(process);
        }
    }

    private CapabilityHandle PurseOf(Container container) => container.Quota == Capabilities.RootQuota ? Capabilities.RootQuotaHandle
        : Capabilities.RootSpace.Insert(container.Quota, RightsTable.Applicable(ObjectType.Quota)).Expect("there is room");

    private CapabilityHandle PlaceOf(Container container) => container == Container ? Place
        : Capabilities.RootSpace.Insert(container, RightsTable.Applicable(ObjectType.Container)).Expect("there is room");

    /// <summary>A program of no instructions: headers, and memory to write to (ELF-64, System V ABI for AMD64).</summary>
    private static byte[] Image()
    {
        byte[] image = new byte[4096];
        Span<byte> header = image;
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], 62);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], ImageStart + 0x800);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], 56);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], 2);
        WriteSegment(header[64..], flags: 5, ImageStart, 4096, 4096);
        WriteSegment(header[120..], flags: 6, Room, 0, RoomBytes);
        return image;
    }

    private static void WriteSegment(Span<byte> into, uint flags, ulong address, ulong inFile, ulong inMemory)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(into[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(into[32..], inFile);
        BinaryPrimitives.WriteUInt64LittleEndian(into[40..], inMemory);
        BinaryPrimitives.WriteUInt64LittleEndian(into[48..], 4096);
    }
}
