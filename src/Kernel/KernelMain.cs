using System;
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
    private const int SerialLine1 = 4;

    private static int Main()
    {
        try
        {
            Start();
        }
        catch (Exception exception)
        {
            ManagedPanic.Stop(exception);
        }

        return 0;
    }

    private static void Start()
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
        Disks disks = new(executive, lines, topology, options);
        ExecutiveWaits.Detach(disks.Find());
        ShellAuthority authority = new(executive, new MachineClock())
        {
            Console = console,
            Memory = new MachineMemory(PhysicalMap.Shared),
            Collector = new RuntimeCollector(),
            Log = new KernelLog(),
            Processor = new MachineProcessor(),
            Threads = new HostThreadList(),
            Power = power,
            BootOptions = options,
        };
        CommandShell shell = new(authority);
#if SELFTESTS
        if (options.TryGet("selftest", out string? selection))
        {
            SelfTestMachine.Start(executive, options, disks, selection);
            executive.Run();
        }
#endif

        ExecutiveWaits.Detach(HostFile.ReadScript() is { } script ? RunScript(executive, shell, script) : RunForPerson(shell));
        executive.Run();
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
        lines.Attach(line, InterruptTrigger.Edge, new Keyboard(keyboard, console.NoteInput, power.Reboot).Serve);
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
    private static async KernelTask RunScript(Executive executive, CommandShell shell, byte[] script)
    {
        SerialStream output = new(executive, SerialStream.Com4);
        SerialStream error = new(executive, SerialStream.Com3);
        int status = await shell.RunLine(Encoding.UTF8.GetString(script), output, output, error.IsPresent ? error : output);
        KernelConsole.Consoles.Print(Encoding.UTF8.GetBytes($"vela: exit {status}\n"));
        Power.Exit(PowerOutcome.Orderly);
    }
}
