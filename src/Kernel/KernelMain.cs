using System;
using System.Collections.Generic;
using System.Text;
using Vela.Boot;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The composition root: what the machine is made of, and in which order it comes up.</summary>
internal static class KernelMain
{
    /// <summary>What programs that a person starts find in their environment. The screen is a terminal of xterm's kind, and so is what people have on serial lines.</summary>
    private static readonly KeyValuePair<string, string>[] _personEnvironment =
    [
        new("HOME", "/root"),
        new("PATH", Interpreter.DefaultPath),
        new("TERM", "xterm"),
    ];

    private const int SerialLine1 = 4;
    private const int SerialLine4 = 3;

    private static int Main()
    {
        try
        {
            Start().Run();
        }
        catch (Exception exception)
        {
            ManagedPanic.Stop(exception);
        }

        return 0;
    }

    /// <summary>Builds everything.</summary>
    /// <returns>What then runs, called from the shortest stack there is.</returns>
    private static Executive Start()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, escaped) => ManagedPanic.Stop((Exception)escaped.ExceptionObject);
        KernelLog.Write(Boot.LogLevel.Information, $"vela: managed code runs; boot began at tick {Clock.Origin} of {Clock.Frequency} a second");
        DeviceLines lines = new();
        Executive executive = new(lines);
        MachineConsole console = new(executive);
        KernelConsole.Consoles.Policy = PaintPolicy.OnFlush;
        KernelConsole.Consoles.EnableSerialInterrupt();
        lines.Attach(SerialLine1, InterruptTrigger.Edge, console.NoteInput);
        MachinePower power = new();
        InterruptTopology? topology = Firmware.Read();
        AttachKeyboard(lines, topology, console, power);
        ListPci();

        BootOptions options = new();
        MachineClock clock = new();
        MachineRooms rooms = new(executive);
        FileTree files = new(rooms, clock, executive, options);
        Disks disks = new(executive, lines, topology, options);
        ExecutiveWaits.Detach(disks.Find());
        executive.Sent = console.NoteSent;
        executive.Background = rooms;
        rooms.Capabilities.Denials.IsLogged = options.TryGet("denials", out _);
        RuntimeCollector collector = new(rooms.Memory);
        power.Files = files;
        ShellAuthority authority = new(executive, clock)
        {
            Devices = new DeviceFacts(disks),
            Console = console,
            Memory = new MachineMemory(rooms),
            Collector = collector,
            Log = new KernelLog(),
            Processor = new MachineProcessor(),
            Threads = new HostThreadList(),
            Power = power,
            BootOptions = options,
        };
#if SELFTESTS
        if (options.TryGet("selftest", out string? selection))
        {
            executive.Collector = collector;
            SelfTestMachine.Start(executive, options, disks, selection);
            return executive;
        }
#endif

        ExecutiveWaits.Detach(RunShell(executive, lines, disks, rooms, files, clock, console, authority, collector));
        return executive;
    }

    /// <summary>What waits for disks: the tree of files first, and then the shell.</summary>
    private static async KernelTask RunShell(
        Executive executive,
        DeviceLines lines,
        Disks disks,
        MachineRooms rooms,
        FileTree files,
        MachineClock clock,
        MachineConsole console,
        ShellAuthority authority,
        RuntimeCollector collector)
    {
        IBootOptions options = authority.BootOptions!;
        await disks.Ready();
        await files.Build(disks.Devices, options.TryGet("root", out string? root) ? root : null);
        ProgramRooms programs = new(rooms, files, clock, options, console);
        await files.AddProgramDevices(programs.ConsoleTerminal, programs.Terminals);
        rooms.Reaper = programs.Scheduler.Reaper;
        executive.Programs = programs.Scheduler;
        byte[]? script = HostFile.ReadScript();
        files.Proc.Register(files.FileSystems.Processes, programs.Container);
        CommandShell shell = new(authority with
        {
            Files = new VfsFiles(rooms.Vfs, files.Root, rooms.Waits, files.FileSystems),
            Processes = programs.Container,
            Machine = programs.Container,
            ProcessSignals = new ProcessSignals(programs.Container),
            Tracing = new CallTracing(programs.Scheduler),
            Programs = new ProcessPrograms(
                programs.Container,
                files.Root,
                rooms.Capabilities.RootSpace,
                programs.RootDirectory,
                programs.Place,
                programs.Anonymous,
                rooms.Waits,
                executive,
                script is null ? programs.Console : null)
            {
                Clock = programs.Clock,
                Console = programs.ConsoleAccess,
                Devices = new Processes.MachineDevices(rooms.Memory, new MachinePorts(), lines, PhysicalMap.IsForDevices),
            },
        })
        {
            Environment = script is null ? _personEnvironment : [],
        };
        executive.Collector = collector;
        if (script is not null)
        {
            await RunScript(executive, lines, shell, script, files, collector);
        }
        else
        {
            await RunForPerson(shell);
        }
    }

    private static void AttachKeyboard(DeviceLines lines, InterruptTopology? topology, MachineConsole console, MachinePower power)
    {
        Ps2Keyboard keyboard = new(new Ps2Controller(new MachinePorts()));
        if (keyboard.Initialize() != Errno.None)
        {
            KernelLog.Write(Boot.LogLevel.Notice, "keyboard: no PS/2 keyboard; the serial console remains");
            return;
        }

        int line = topology is null ? Keyboard.Line : (int)topology.Route(Keyboard.Line).Interrupt;
        lines.Attach(line, InterruptTrigger.Edge, new Keyboard(keyboard, console.NoteInput, () => ExecutiveWaits.Detach(power.Reboot())).Serve);
    }

    private static void ListPci()
    {
        foreach (PciFunction function in new PciBus(new PciConfiguration(new MachinePorts())).Enumerate())
        {
            KernelLog.Write(
                Boot.LogLevel.Information,
                $"pci: {function.Address} {function.Vendor:x4}:{function.Device:x4} {function.ClassName}");
        }
    }

    private static async KernelTask RunForPerson(CommandShell shell)
    {
        while (true)
        {
            _ = await shell.RunInteractive();
        }
    }

    /// <summary>Exec mode: the script's streams are serial ports of their own, and its status is the machine's last word.</summary>
    private static async KernelTask RunScript(Executive executive, DeviceLines lines, CommandShell shell, byte[] script, FileTree files, RuntimeCollector collector)
    {
        SerialStream output = new(executive, SerialStream.Com4);
        lines.Attach(SerialLine4, InterruptTrigger.Edge, output.NoteInput);
        output.EnableInterrupt();
        ScriptInput input = new(output);
        SerialStream error = new(executive, SerialStream.Com3);
        error = error.IsPresent ? error : output;

        // What boot has made, and what the shell makes for its first command, becomes old here: else the first collections, in the middle of the script,
        // would mark and move it all. That is three pauses of a million instructions; for a person the first idle moment has them, after the prompt.
        _ = await shell.RunLine(":", input, output, error);
        collector.MakeOld();
        int status = await shell.RunLine(Encoding.UTF8.GetString(script), input, output, error);
        await files.Close();
        KernelConsole.Consoles.Print(Encoding.UTF8.GetBytes($"vela: exit {status}\n"));
        Power.Exit(PowerOutcome.Orderly);
    }
}
