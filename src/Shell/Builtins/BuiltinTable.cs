using System;
using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>The commands that are part of the shell: a list one can read, made from what the shell was given.</summary>
/// <remarks>Made at the first look-up, not at boot.</remarks>
public sealed class BuiltinTable(ShellAuthority authority)
{
    private Dictionary<string, Builtin>? _byName;

    /// <summary>Every command, in the order of the list.</summary>
    public IReadOnlyCollection<Builtin> All => ByName.Values;

    private Dictionary<string, Builtin> ByName => _byName ??= Make();

    public Builtin? Find(string name) => ByName.GetValueOrDefault(name);

    private static Builtin Given<T>(T? authority, Func<T, Builtin> make, string name, HelpGroup group, string what)
        where T : class => authority is null ? new WithheldCommand(name, group, what) : make(authority);

    private Builtin MakeTrace() => authority is { Processes: { } container, Tracing: { } tracing }
        ? new TraceCommand(container, tracing)
        : new WithheldCommand("trace", HelpGroup.Processes, "the calls of programs");

    private Dictionary<string, Builtin> Make()
    {
        Builtin[] builtins =
        [
            new ColonCommand(),
            new SourceCommand("."),
            new SourceCommand("source"),
            new LoopControlCommand(Unwinding.Break),
            new LoopControlCommand(Unwinding.Continue),
            new CommandCommand(),
            new EvalCommand(),
            new ExecCommand(),
            new AttributeCommand(VariableAttributes.Exported),
            new AttributeCommand(VariableAttributes.ReadOnly),
            new LocalCommand(),
            new ReadCommand(),
            new ReturnCommand(),
            new SetCommand(),
            new ShiftCommand(),
            new TrapCommand(),
            new UnsetCommand(),
            new TestCommand("test", authority.Files),
            new TestCommand("[", authority.Files),
            new TrueCommand(),
            new FalseCommand(),
            Given(authority.Files, files => new CdCommand(files), "cd", HelpGroup.Files, "files"),
            new PwdCommand(),
            Given(authority.Files, files => new LsCommand(files, authority.Console), "ls", HelpGroup.Files, "files"),
            Given(authority.Files, files => new CpCommand(files, authority.Clock), "cp", HelpGroup.Files, "files"),
            Given(authority.Files, files => new MvCommand(files, authority.Clock), "mv", HelpGroup.Files, "files"),
            Given(authority.Files, files => new RmCommand(files), "rm", HelpGroup.Files, "files"),
            Given(authority.Files, files => new LnCommand(files), "ln", HelpGroup.Files, "files"),
            Given(authority.Files, files => new StatCommand(files), "stat", HelpGroup.Files, "files"),
            Given(authority.Files, files => new FindCommand(files), "find", HelpGroup.Files, "files"),
            Given(authority.Files, files => new DuCommand(files), "du", HelpGroup.Files, "files"),
            Given(authority.Files, files => new DfCommand(files), "df", HelpGroup.Files, "files"),
            Given(authority.Files, files => new MountCommand(files), "mount", HelpGroup.Files, "files"),
            Given(authority.Files, files => new UmountCommand(files), "umount", HelpGroup.Files, "files"),
            Given(authority.Files, files => new MkdirCommand(files), "mkdir", HelpGroup.Files, "files"),
            Given(authority.Files, files => new ChmodCommand(files), "chmod", HelpGroup.Files, "files"),
            Given(authority.Files, files => new RmdirCommand(files), "rmdir", HelpGroup.Files, "files"),
            Given(authority.Files, files => new TouchCommand(files, authority.Clock), "touch", HelpGroup.Files, "files"),
            new HexdumpCommand(authority.Files),
            new EchoCommand(),
            new PrintfCommand(),
            new CatCommand(authority.Files),
            new HeadCommand(authority.Files),
            new TailCommand(authority.Files),
            new WcCommand(authority.Files),
            new CksumCommand(authority.Files),
            new GrepCommand(authority.Files),
            new SortCommand(authority.Files),
            new UniqCommand(authority.Files),
            Given(authority.Files, files => new TeeCommand(files), "tee", HelpGroup.Text, "files"),
            new PathCommand("basename", PathText.NameOf, "Prints the last part of a path."),
            new PathCommand("dirname", PathText.DirectoryOf, "Prints all of a path but its last part."),
            new SeqCommand(),
            new YesCommand(),
            new JobsCommand(),
            new ResumeCommand(JobPlacement.Foreground),
            new ResumeCommand(JobPlacement.Background),
            new WaitCommand(),
            new KillCommand(authority.ProcessSignals),
            Given(authority.Processes, container => new PsCommand(container), "ps", HelpGroup.Processes, "processes"),
            Given(authority.Processes, container => new TopCommand(container, authority.Memory), "top", HelpGroup.Processes, "processes"),
            Given(authority.Processes, container => new NiceCommand(container), "nice", HelpGroup.Processes, "processes"),
            Given(authority.Machine, machine => new CapsCommand(machine), "caps", HelpGroup.Processes, "the whole machine"),
            Given(authority.Processes, container => new RevokeCommand(container), "revoke", HelpGroup.Processes, "processes"),
            Given(authority.Machine, machine => new WhyCommand(machine), "why", HelpGroup.Processes, "the whole machine"),
            Given(authority.Files, files => new StackCommand(files), "stack", HelpGroup.Processes, "files"),
            Given(authority.Programs, programs => new RunCommand(authority, programs), "run", HelpGroup.Processes, "programs"),
            MakeTrace(),
            new ShellCommand(authority),
            Given(authority.Machine, machine => new VmCommand(machine, authority.Clock), "vm", HelpGroup.Memory, "the whole machine"),
            Given(authority.Processes, container => new VmmapCommand(container), "vmmap", HelpGroup.Memory, "processes"),
            Given(authority.Processes, container => new ObjectsCommand(container), "objects", HelpGroup.Memory, "processes"),
            Given(authority.Machine, machine => new FramesCommand(machine), "frames", HelpGroup.Memory, "the whole machine"),
            Given(authority.Devices, devices => new DevicesCommand("irq", "Lists the interrupt lines and how often each came.", devices.CollectInterrupts), "irq", HelpGroup.Kernel, "the devices"),
            Given(authority.Devices, devices => new DevicesCommand("pci", "Lists the functions on the PCI bus.", devices.CollectPci), "pci", HelpGroup.Kernel, "the devices"),
            Given(authority.Devices, devices => new DevicesCommand("disks", "Lists the disks and their partitions.", devices.CollectDisks), "disks", HelpGroup.Kernel, "the devices"),
            Given(authority.Memory, memory => new MemCommand(memory), "mem", HelpGroup.Memory, "the memory counters"),
            Given(authority.Collector, collector => new GcCommand(collector), "gc", HelpGroup.Memory, "the collector"),
            Given(authority.Log, log => new DmesgCommand(log), "dmesg", HelpGroup.Kernel, "the kernel's log"),
            new BenchCommand(authority),
            new UptimeCommand(authority.Clock),
            new DateCommand(authority.Clock),
            Given(authority.Processor, processor => new CpuCommand(processor), "cpu", HelpGroup.Kernel, "the processor's facts"),
            Given(authority.Threads, threads => new ThreadsCommand(threads), "threads", HelpGroup.Kernel, "the runtime's threads"),
            Given(authority.Power, power => new PanicCommand(power), "panic", HelpGroup.Kernel, "power over the machine"),
            Given(authority.Power, power => new HaltCommand(power), "halt", HelpGroup.Kernel, "power over the machine"),
            Given(authority.Power, power => new RebootCommand(power), "reboot", HelpGroup.Kernel, "power over the machine"),
            new SleepCommand(),
            new TypeCommand(),
            new EnvCommand(),
            new HistoryCommand(),
            new ClearCommand(authority.Console),
            new HelpCommand("help", this, authority.Console),
            new HelpCommand("man", this, authority.Console),
            new ExitCommand(),
        ];
        Dictionary<string, Builtin> byName = new(builtins.Length, StringComparer.Ordinal);
        foreach (Builtin builtin in builtins)
        {
            byName.Add(builtin.Name, builtin);
        }

        return byName;
    }
}
