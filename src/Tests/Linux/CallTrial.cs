using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A machine with a few files and a process to be named, on which one program makes one call.</summary>
internal sealed class CallTrial : IDisposable
{
    public const ulong Buffer = LinuxMachine.Room + 0x2000;

    private const ulong Texts = LinuxMachine.Room + 0x4000;
    private const ulong ReadWrite = 2;
    private const ulong Create = 0x40;
    private const ulong Everybody = 0x1ff;
    private const ulong NoDescriptor = 99;
    private static readonly string[] _paths = ["/", "/file", "/empty", "/link", "/dir", "/dir/file", "/dir/empty", "/dir/link", "/dir/sub", "/dir/sub/file", "/dir/empty", "/new", "/dir/new"];

    private ulong _nextText = Texts;

    /// <param name="capabilities">Whether the program is handed any.</param>
    public CallTrial(Authority capabilities)
    {
        Machine = new LinuxMachine(new NoFileSystems());
        Maker = Machine.Launch();
        foreach (string directory in new[] { "/", "/dir/" })
        {
            Make(directory + "file", "some text");
            Must(83, Text(Maker, directory + "empty"), Everybody);
            Must(88, Text(Maker, "file"), Text(Maker, directory + "link"));
            Must(90, Text(Maker, directory + "file"), Everybody);
            if (directory == "/")
            {
                Must(83, Text(Maker, "/dir"), Everybody);
            }
        }

        Console = new ConsoleOnMachine(Machine);
        Console.MakeNode(Maker, "/console");
        Console.MakeNode(Maker, "/dir/console");
        Program = capabilities == Authority.Everything ? Machine.Launch() : Machine.Launch(Machine.Container, null, null, null, null);
        for (ulong at = LinuxMachine.Room; at < LinuxMachine.Room + 0x8000; at += 0x1000)
        {
            LinuxMachine.PokeWords(Program, at, 0); // what a call writes to is there already
        }

        if (capabilities == Authority.Everything)
        {
            Console.Give(Program);
        }

        First = Second = NoDescriptor;
        if (capabilities == Authority.Nothing)
        {
            Assert.That(Process.Descriptors.Space.Delete(Process.MemoryAuthority), Is.EqualTo(Errno.None));
            Assert.That(Process.Descriptors.Space.Count, Is.Zero);
        }
    }

    public LinuxMachine Machine { get; }

    public SimulatedProgram Program { get; }

    /// <summary>Another process.</summary>
    public SimulatedProgram Maker { get; }

    public ConsoleOnMachine Console { get; }

    /// <summary>The descriptors that the call takes; without capabilities, numbers of none.</summary>
    public ulong First { get; set; }

    public ulong Second { get; set; }

    /// <summary>The number of a process that is not the program's.</summary>
    public ulong Other => (ulong)Maker.Thread.Process.ProcessId;

    private Process Process => Program.Thread.Process;

    public void Dispose() => Machine.Dispose();

    /// <summary>Makes a call; its result, or 0 when it waits.</summary>
    public long Call(int number, params ulong[] arguments)
    {
        Machine.Begin(Program, (ulong)number, arguments);
        return Program.IsIdle ? Program.Result : 0; // it waits: it was let in
    }

    /// <summary>A string in the program's memory.</summary>
    public ulong Text(string text) => Text(Program, text);

    public ulong Words(params ulong[] words)
    {
        ulong at = LinuxMachine.PokeWords(Program, _nextText, words);
        _nextText += (ulong)(words.Length * 8);
        return at;
    }

    public ulong Open(string path, ulong flags = ReadWrite) => (ulong)Call(2, Text(path), flags, 0);

    /// <summary>Takes one right away from a capability that the call uses.</summary>
    /// <param name="capability">As the table calls it.</param>
    /// <param name="right">None: nothing is taken.</param>
    public void Withhold(string capability, Rights right)
    {
        DescriptorTable descriptors = Process.Descriptors;
        CapabilitySpace held = Machine.Capabilities.RootSpace;
        Rights rights = RightsOf(capability) & ~right;
        switch (capability)
        {
            case "root":
                Location top = Machine.Files.Root.Location;
                OpenFile file = new(top, Machine.Files.Vfs.At(top), OpenFlags.PathOnly, Machine.Files.Root.Rights);
                CapabilityHandle handle = held.Insert(file, file.Rights).Expect("there is room");
                Assert.That(descriptors.Give(WellKnown.Root, held, handle, rights), Is.EqualTo(Errno.None));
                Process.Paths.SetRoot(new DirectoryReference(top, rights));
                Process.Paths.SetWorkingDirectory(Process.Paths.Root);
                break;
            case "container":
                Assert.That(descriptors.Give(WellKnown.Home, held, Machine.Place, rights), Is.EqualTo(Errno.None));
                break;
            case "quota":
                Assert.That(descriptors.Give(WellKnown.Purse, held, Machine.Capabilities.RootQuotaHandle, rights), Is.EqualTo(Errno.None));
                break;
            case "clock":
                Assert.That(descriptors.Give(WellKnown.Clock, held, Machine.Clock, rights), Is.EqualTo(Errno.None));
                break;
            case "console":
                Console.Give(Program, rights);
                break;
            case "memory":
                CapabilityHandle narrower = descriptors.Space.Derive(Process.MemoryAuthority, rights & ~Rights.Transfer).Expect("fewer rights");
                Assert.That(Process.UseMemory(narrower), Is.EqualTo(Errno.None));
                break;
            case "fd2":
                Second = Narrow(Second, rights);
                break;
            default:
                First = Narrow(First, rights);
                break;
        }
    }

    /// <summary>A capability in the program's space for what another of its capabilities is for, with exactly these rights and below no other.</summary>
    public CapabilityHandle Make(CapabilityHandle like, Rights rights)
    {
        CapabilitySpace space = Process.Descriptors.Space;
        KernelObject subject = space.Get<Quota>(like, Rights.None).Ok(out Quota? quota, out _) ? quota : space.Get<OpenFile>(like, Rights.None).Expect("a file or a quota");
        return space.Insert(subject, rights).Expect("there is room");
    }

    /// <summary>What answers a request that another process has made and this one has received.</summary>
    public Reply Asked()
    {
        Endpoint endpoint = new();
        CapabilityHandle theirs = Maker.Thread.Process.Descriptors.Space.Insert(endpoint, Rights.Send | Rights.Receive).Expect("there is room");
        Machine.Begin(Maker, (ulong)NativeCall.Request, theirs.Value, LinuxMachine.PokeWords(Maker, Buffer, 0), ulong.MaxValue);
        CapabilitySpace space = Process.Descriptors.Space;
        Assert.That(endpoint.TryReceive(space, out _, out _, out CapabilityHandle reply), Is.EqualTo(Errno.None));
        return space.Get<Reply>(reply, Rights.Send).Expect("it is asked");
    }

    /// <summary>What a capability carries that the call uses.</summary>
    public Rights RightsOf(string capability) => Process.Descriptors.Space.RightsOf(capability switch
    {
        "root" => Process.Descriptors.Root,
        "container" => Process.Descriptors.HandleOf(WellKnown.Home),
        "quota" => Process.Descriptors.HandleOf(WellKnown.Purse),
        "clock" => Process.Descriptors.HandleOf(WellKnown.Clock),
        "console" => Process.Descriptors.HandleOf(WellKnown.Console),
        "memory" => Process.MemoryAuthority,
        "fd2" => Process.Descriptors.HandleOf((int)Second),
        _ => Process.Descriptors.HandleOf((int)First),
    });

    /// <summary>All that a call could change, in words.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        foreach (Process process in new[] { Process, Maker.Thread.Process })
        {
            DescriptorTable descriptors = process.Descriptors;
            text.AppendLine($"process {process.ProcessId}: {process.State}, group {process.Group.Id}, name {Encoding.UTF8.GetString(process.Name)}");
            text.AppendLine($"descriptors {descriptors.Count} to {descriptors.End}, capabilities {descriptors.Space.Count}, {process.Threads.Count} threads, nice {process.FirstThread!.Nice}");
            text.AppendLine($"regions {process.Memory!.Space.RegionCount}, break {process.Memory.Space.Break.Value:x}, signals {process.Pending.Set.Bits:x} {process.FirstThread.Pending.Set.Bits:x}");
            text.AppendLine($"limits {string.Join(' ', Enumerable.Range(0, 16).Select(process.Limits.Soft))}");
        }

        CapabilityTable table = Machine.Capabilities;
        text.AppendLine($"records {table.RecordCount}, objects {table.ObjectCount}, quota {string.Join(' ', Enum.GetValues<Resource>().Select(table.RootQuota.Used))}");
        text.AppendLine($"processes {string.Join(' ', Machine.Container.CopyNumbers())}, threads {Machine.Container.Threads.Count}, host {Encoding.UTF8.GetString(Machine.Container.HostName)} {Encoding.UTF8.GetString(Machine.Container.DomainName)}");
        FileSystemStatus status = Machine.Files.TmpRoot.Status;
        text.AppendLine($"files {status.Inodes - status.FreeInodes}, blocks {status.Blocks - status.FreeBlocks}");
        text.AppendLine($"frames {Machine.Files.Frames.FreeCount}");
        foreach (string path in _paths)
        {
            Errno error = Machine.Files.Find(path, out Inode? found, WalkMode.None);
            text.AppendLine(error != Errno.None ? $"{path}: {error}"
                : $"{path}: {found!.Kind} {found.Permissions:x} {found.Owner} {found.Group} {found.Links} {found.Size} {found.ModifyTime.Nanoseconds} {found.ChangeTime.Nanoseconds}");
        }

        return text.ToString();
    }

    /// <summary>The machine's own check of itself.</summary>
    public void Sweep()
    {
        Machine.Capabilities.CheckInvariants();
        Assert.That(new Sweeper(Machine.Files.Memory).Check(), Is.Null);
        Assert.That(Machine.Files.Vfs.Check(), Is.Null);
    }

    private ulong Narrow(ulong descriptor, Rights rights)
    {
        DescriptorTable descriptors = Process.Descriptors;
        CapabilityHandle narrower = descriptors.Space
            .Derive(descriptors.HandleOf((int)descriptor), (rights & Rights.Duplicate) != 0 ? rights : rights & ~Rights.Transfer)
            .Expect("fewer rights");
        return (ulong)descriptors.AddHeld(narrower, DescriptorFlags.None).Expect("there is room");
    }

    private void Make(string path, string contents)
    {
        ulong file = (ulong)Machine.Call(Maker, 2, Text(Maker, path), ReadWrite | Create, Everybody);
        Must(1, file, Text(Maker, contents), (ulong)contents.Length);
        Must(3, file);
    }

    private void Must(int number, params ulong[] arguments) => Assert.That(Machine.Call(Maker, (ulong)number, arguments), Is.GreaterThanOrEqualTo(0));

    private ulong Text(SimulatedProgram program, string text)
    {
        ulong at = LinuxMachine.PokeText(program, text, _nextText);
        _nextText += (ulong)(text.Length + 8) & ~7ul;
        return at;
    }

    /// <summary>Mounting is possible, though what is mounted here is only what is there already.</summary>
    private sealed class NoFileSystems : IFileSystemSource
    {
        public KernelTask<Result<FileSystem>> Open(string type, string source, string options, MountFlags flags) => new((Result<FileSystem>)Errno.NoDevice);
    }
}
