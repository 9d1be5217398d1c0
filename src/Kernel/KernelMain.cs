using System;
using System.Text;
using Vela.Boot;
using Vela.Hal;
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
        KernelLog.Write(Boot.LogLevel.Information, "vela: managed code runs");
        DeviceLines lines = new();
        Executive executive = new(lines);
        MachineConsole console = new(executive);
        KernelConsole.Consoles.Policy = PaintPolicy.OnFlush;
        KernelConsole.Consoles.EnableSerialInterrupt();
        lines.Attach(SerialLine1, InterruptTrigger.Edge, console.NoteInput);

        ShellAuthority authority = new(executive, new MachineClock())
        {
            Console = console,
            Memory = new MachineMemory(PhysicalMap.Shared),
            Collector = new RuntimeCollector(),
            Log = new KernelLog(),
            Processor = new MachineProcessor(),
            Threads = new HostThreadList(),
            Power = new MachinePower(),
            BootOptions = new BootOptions(),
        };
        CommandShell shell = new(authority);
        ExecutiveWaits.Detach(HostFile.ReadScript() is { } script ? RunScript(executive, shell, script) : RunForPerson(shell));
        executive.Run();
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
        SerialStream output = new(executive, SerialStream.Com2);
        SerialStream error = new(executive, SerialStream.Com3);
        int status = await shell.RunLine(Encoding.UTF8.GetString(script), output, output, error.IsPresent ? error : output);
        KernelConsole.Consoles.Print(Encoding.UTF8.GetBytes($"vela: exit {status}\n"));
        Power.Exit(PowerOutcome.Orderly);
    }
}
