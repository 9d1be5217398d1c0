using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>The facts and powers a kernel hands to its shell, as a test wants them.</summary>
public sealed class SimulatedMachine :
    IShellClock, IMemoryCounters, ICollector, IKernelLog, IProcessor, IRuntimeThreads, IPower, IBootOptions
{
    public SimulatedExecutive Executive { get; init; } = new();

    public List<LogRecord> Records { get; } = [new(TimeSpan.FromMilliseconds(1.5), LogLevel.Information, "memory: 64 MiB")];

    public MemoryFiles Files { get; } = new();

    public List<string> Events { get; } = [];

    public TimeSpan Uptime => Executive.Now;

    public DateTime UtcNow => new DateTime(2026, 11, 21, 14, 5, 9, DateTimeKind.Utc) + Executive.Now;

    public string CommandLine => "panic=exit quiet";

    long IKernelLog.First => 0;

    long IKernelLog.End => Records.Count;

    public ShellAuthority All => new(Executive, this)
    {
        Memory = this,
        Collector = this,
        Log = this,
        Processor = this,
        Threads = this,
        Power = this,
        BootOptions = this,
        Files = Files,
    };

    MemoryCounters IMemoryCounters.Read() => new(64 << 20, 32 << 20, 3 << 20, 12 << 20, 8 << 20, 8 << 20, 1 << 20);

    CollectorFacts ICollector.Read() =>
        new(1 << 20, 4 << 20, 16 << 20, 9 << 20, 7, 2, 1, TimeSpan.FromMilliseconds(12), TimeSpan.FromMicroseconds(310));

    CollectorPauses ICollector.ReadPauses() => new();

    public void Collect(int generation) => Events.Add("collect " + generation);

    public bool TryRead(long number, out LogRecord record)
    {
        record = number >= 0 && number < Records.Count ? Records[(int)number] : default;
        return number >= 0 && number < Records.Count;
    }

    ProcessorFacts IProcessor.Read() => new("GenuineIntel", "Test processor", 6, 60, 1, 1, 1_000_000_000, ["fpu", "sse2", "smep"]);

    IReadOnlyList<RuntimeThread> IRuntimeThreads.Collect() =>
        [new RuntimeThread(1, "executive", "running", TimeSpan.FromSeconds(1), 256 << 10)];

    public KernelTask PowerOff()
    {
        Events.Add("off");
        return KernelTask.Completed;
    }

    public KernelTask Reboot()
    {
        Events.Add("reboot");
        return KernelTask.Completed;
    }

    void IPower.Panic(string message) => Events.Add("panic " + message);

    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        value = name == "panic" ? "exit" : null;
        return value is not null;
    }

    /// <summary>Runs a script to its end in a fresh shell.</summary>
    public ShellRun Run(string script, string input = "", ShellAuthority? authority = null, params string[] arguments)
    {
        CaptureStream output = new();
        CaptureStream error = new();
        CommandShell shell = new(authority ?? All);
        int status = Executive.Run(shell.RunScript(
            script,
            "test",
            arguments,
            new TextSource(Encoding.UTF8.GetBytes(input)),
            output,
            error));
        return new ShellRun(status, Encoding.UTF8.GetString(output.Captured.Span), Encoding.UTF8.GetString(error.Captured.Span));
    }
}
