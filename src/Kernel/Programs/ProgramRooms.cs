using System;
using Vela.Boot;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;
using Vela.Shell;
using Terminal = Vela.Processes.Terminal;

namespace Vela.Kernel;

/// <summary>What runs programs: the scheduler, the container they are in, their system calls.</summary>
internal sealed class ProgramRooms
{
    /// <summary>The group "tty" on Debian.</summary>
    private const uint TerminalGroup = 5;

    public ProgramRooms(MachineRooms rooms, FileTree files, MachineClock clock, IBootOptions options, MachineConsole console)
    {
        ProgramLog log = new();
        Anonymous = new AnonymousFileSystem(new DeviceNumber(0, 14), clock, rooms.Memory.Frames);
        rooms.Vfs.Fifos = Anonymous;
        rooms.Memory.Buffered = Anonymous;
        LinuxPersonality personality = new(log, CpuFeatures.Identification)
        {
            Anonymous = Anonymous,
            MemoryFiles = new TmpFileSystem(rooms.Memory, rooms.FileAccount, new DeviceNumber(0, 15), clock),
        };
        Reaper reaper = new(rooms.Memory);
        Scheduler = new Scheduler(new UserMode(CpuFeatures.AllowVectors()), clock, personality)
        {
            Reaper = reaper,
            Pages = rooms.Pages,
            Watch = options.TryGet("checked", out _) ? new MemoryWatch(rooms.Memory) : null,
        };
        Container = new Container
        {
            Scheduler = Scheduler,
            Memory = rooms.Memory,
            Account = rooms.Account,
            Vfs = rooms.Vfs,
            FileSystems = files.FileSystems,
            Capabilities = rooms.Capabilities,
            Quota = rooms.Capabilities.RootQuota,
            Random = new MachineRandom(),
            Log = log,
            Loader = new ProgramLoader(new Placer(options.TryGet("norandmaps", out _) ? null : new MachineRandom(), MakeVdso(rooms))),
        };

        Terminals = new PseudoTerminalFileSystem(
            new DeviceNumber(0, 13), clock, rooms.Memory.Frames, Anonymous, Scheduler.Deadlines, TerminalGroup);
        ConsoleTerminal = new Terminal(Anonymous, console, Scheduler.Deadlines) { Device = FileTree.Console };
        SystemConsole access = new(ConsoleTerminal);
        Termios settings = ConsoleTerminal.Settings;
        settings.Input |= InputModes.Utf8;
        _ = ConsoleTerminal.TrySetSettings(in settings, TerminalChange.Now); // nothing was written: there is nothing to wait for
        Console = new ProgramConsole(ConsoleTerminal, console, console.Note);
        console.Attach(ConsoleTerminal, new OpenFileStream(Console.Open(Credentials.Kernel), rooms.Waits));

        // The shell's own capability for the tree: every program's is derived from it.
        OpenFile top = new(files.Root.Root.Location, rooms.Vfs.At(files.Root.Root.Location), OpenFlags.PathOnly, files.Root.Root.Rights);
        Place = rooms.Capabilities.RootSpace.Insert(Container, RightsTable.Applicable(ObjectType.Container)).Expect("the kernel's space has room at boot");
        Clock = rooms.Capabilities.RootSpace.Insert(Scheduler.Clock, RightsTable.Applicable(ObjectType.Clock)).Expect("the kernel's space has room at boot");
        ConsoleAccess = rooms.Capabilities.RootSpace.Insert(access, SystemConsole.Usable).Expect("the kernel's space has room at boot");
        RootDirectory = rooms.Capabilities.RootSpace.Insert(top, top.Rights).Expect("the kernel's space has room at boot");
    }

    /// <summary>The object that every program maps: a page of numbers, and the code that reads them.</summary>
    private static VmObject MakeVdso(MachineRooms rooms)
    {
        int pages = 1 + ((Vdso.File.Length + Vdso.DataBytes - 1) / Vdso.DataBytes);
        VmObject made = rooms.Memory.CreateShared((ulong)pages, rooms.Account);
        for (int page = 0; page < pages; page++)
        {
            Frames frames = rooms.Memory.Frames;
            Span<byte> bytes = frames.Memory.Page(made.TryAddZeroPage(new PageNumber((ulong)page)).Expect("there is memory at boot"));
            if (page == 0)
            {
                Vdso.WriteData(bytes);
            }
            else
            {
                ReadOnlySpan<byte> rest = Vdso.File[((page - 1) * Vdso.DataBytes)..];
                rest[..Math.Min(rest.Length, Vdso.DataBytes)].CopyTo(bytes);
            }
        }

        return made;
    }

    public Scheduler Scheduler { get; }

    /// <summary>What the machine's console is for programs.</summary>
    public Terminal ConsoleTerminal { get; }

    public ProgramConsole Console { get; }

    public PseudoTerminalFileSystem Terminals { get; }

    public Container Container { get; }

    public AnonymousFileSystem Anonymous { get; }

    public CapabilityHandle RootDirectory { get; }

    /// <summary>The shell's capability for <see cref="Container"/>.</summary>
    public CapabilityHandle Place { get; }

    /// <summary>The shell's capability for the clock.</summary>
    public CapabilityHandle Clock { get; }

    /// <summary>The shell's capability for the console.</summary>
    public CapabilityHandle ConsoleAccess { get; }
}
