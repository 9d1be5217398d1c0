using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Fs;
using Vela.Tests.Linux;

namespace Vela.Tests.Processes;

/// <summary>/proc as programs read it (proc(5); S-35, S-18).</summary>
[TestFixture]
internal sealed class ProcFsTests
{
    private const ulong Path = LinuxMachine.Room;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong BufferBytes = 0x8000;
    private const ulong CreateReadWrite = 0x42;
    private const int StatFields = 52;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
        LinuxMachine.PokeText(_program, "/proc");
        Assert.That(Call(83, Path, 0x1ff), Is.Zero);
        ProcFileSystem proc = new(new DeviceNumber(0, 3), _machine.Files, _machine.Files.Frames);
        SelfLink.Register(proc, _machine.Container);
        byte[] path = FileMachine.Bytes("/proc");
        _machine.Files.Must(() =>
        {
            FileOutcome outcome = _machine.Files.Vfs.TryWalk(_machine.Files.Context, _machine.Files.Root, path, WalkMode.Follow, out WalkResult found);
            return outcome.IsDone ? _machine.Files.Vfs.Mount(proc, found.Found, MountFlags.None).Error : outcome;
        });
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void Self_leads_each_who_asks_to_itself()
    {
        SimulatedProgram other = _machine.Launch();
        Assert.That(ReadLink(_program, "/proc/self"), Is.EqualTo(Id(_program)));
        Assert.That(ReadLink(other, "/proc/self"), Is.EqualTo(Id(other)));
        Assert.That(ReadLink(other, "/proc/thread-self"), Is.EqualTo(Id(other) + "/task/" + Id(other)));
        Assert.That(Read("/proc/self/comm"), Is.EqualTo("program\n"));
    }

    [Test]
    public void Stat_has_all_its_fields_in_order()
    {
        string text = Read("/proc/self/stat");
        string[] fields = text.TrimEnd('\n').Split(' ');
        Assert.That(fields, Has.Length.EqualTo(StatFields));
        Assert.That(fields[0], Is.EqualTo(Id(_program)));
        Assert.That(fields[1], Is.EqualTo("(program)"));
        Assert.That(fields[2], Is.EqualTo("R"), "who reads runs");
        Assert.That(fields[19], Is.EqualTo("1"), "threads");
        Assert.That(fields[22], Is.EqualTo((_program.Thread.Process.Memory!.Space.MappedPages * 4096).ToString()), "vsize");
    }

    [Test]
    public void Maps_names_program_stack_and_mapped_file()
    {
        ulong file = Open("/data", CreateReadWrite);
        Assert.That(Call(77, file, 8192), Is.Zero);
        Assert.That(Call(9, 0, 8192, 1, 1, file, 0), Is.GreaterThan(0));
        Assert.That(Call(3, file), Is.Zero);
        string maps = Read("/proc/self/maps");
        Assert.That(maps, Does.Match(@"(?m)^00400000-00401000 r-xp 00000000 00:01 \d+ +/program$"));
        Assert.That(maps, Does.Match(@"(?m)^[0-9a-f]+-[0-9a-f]+ r--s 00000000 00:01 \d+ +/data$"));
        Assert.That(maps, Does.Match(@"(?m) rw-p 00000000 00:00 0 +\[stack\]$"));
    }

    [Test]
    public void Committed_pages_are_those_that_were_written()
    {
        long start = Call(9, 0, 1 << 20, 3, 0x22, ulong.MaxValue, 0);
        ulong before = Committed();
        LinuxMachine.Poke(_program, (ulong)start, new byte[3 * 4096]);
        Assert.That(Committed() - before, Is.EqualTo(3 * 4096), "S-18");
    }

    [Test]
    public void Descriptors_are_links_that_lead_to_the_open_file_itself()
    {
        ulong file = Open("/data", CreateReadWrite);
        LinuxMachine.PokeText(_program, "text", Buffer);
        Assert.That(Call(1, file, Buffer, 4), Is.EqualTo(4));
        Assert.That(ReadLink(_program, "/proc/self/fd/" + file), Is.EqualTo("/data"));
        LinuxMachine.PokeText(_program, "/data");
        Assert.That(Call(87, Path), Is.Zero, "the name goes, and the link still leads there");
        Assert.That(Read("/proc/self/fd/" + file), Is.EqualTo("text"));
    }

    [Test]
    public void A_pipe_among_the_descriptors_can_be_opened_by_its_link()
    {
        Assert.That(Call(22, Buffer), Is.Zero);
        ulong ends = LinuxMachine.PeekWord(_program, Buffer);
        ulong writer = Open("/proc/self/fd/" + (ends >> 32), 1);
        LinuxMachine.PokeText(_program, "through", Buffer);
        Assert.That(Call(1, writer, Buffer, 7), Is.EqualTo(7));
        Assert.That(Call(0, ends & uint.MaxValue, Buffer + 100, 100), Is.EqualTo(7));
        Assert.That(LinuxMachine.PeekText(_program, Buffer + 100, 7), Is.EqualTo("through"));
        Assert.That(ReadLink(_program, "/proc/self/fd/" + (ends >> 32)), Does.Match(@"^pipe:\[\d+\]$"));
    }

    /// <summary>What `echo in | cat /dev/stdin` comes to when echo is the faster one.</summary>
    [Test]
    public void A_pipe_whose_writers_are_gone_is_opened_by_its_link_without_waiting_for_others()
    {
        Assert.That(Call(22, Buffer), Is.Zero);
        ulong ends = LinuxMachine.PeekWord(_program, Buffer);
        LinuxMachine.PokeText(_program, "left", Buffer);
        Assert.That(Call(1, ends >> 32, Buffer, 4), Is.EqualTo(4));
        Assert.That(Call(3, ends >> 32), Is.Zero);
        ulong reader = Open("/proc/self/fd/" + (ends & uint.MaxValue), 0);
        Assert.That(Call(0, reader, Buffer, 100), Is.EqualTo(4));
        Assert.That(Call(0, reader, Buffer, 100), Is.Zero);
    }

    [Test]
    public void The_root_lists_every_process_and_a_process_that_ended_is_gone()
    {
        SimulatedProgram other = _machine.Launch();
        Assert.That(List("/proc"), Is.SupersetOf(new[] { "self", "thread-self", Id(_program), Id(other) }));
        LinuxMachine.PokeText(_program, "/proc/" + Id(other) + "/status");
        long open = Call(2, Path, 0, 0);
        _machine.Begin(other, 231, 0);
        Assert.That(List("/proc"), Has.No.Member(Id(other)));
        Assert.That(Call(0, (ulong)open, Buffer, 100), Is.EqualTo(-(long)Errno.NoProcess));
        LinuxMachine.PokeText(_program, "/proc/" + Id(other));
        Assert.That(Call(4, Path, Buffer), Is.EqualTo(-(long)Errno.NoEntry));
    }

    [Test]
    public void A_process_that_looked_itself_up_is_forgotten_with_its_names() // S-35, S-41
    {
        int before = _machine.Files.Vfs.NameCount;
        for (int i = 0; i < 100; i++)
        {
            SimulatedProgram other = _machine.Launch();
            Assert.That(ReadLink(other, "/proc/self/exe"), Is.EqualTo("/program"));
            _machine.Begin(other, 231, 0);
        }

        Assert.That(_machine.Files.Vfs.NameCount - before, Is.LessThan(80));
    }

    [Test]
    public void Another_users_memory_and_files_are_not_to_be_read()
    {
        SimulatedProgram other = _machine.Launch();
        Assert.That(_machine.Call(other, 105, 1000), Is.Zero);
        string mine = "/proc/" + Id(_program);
        foreach (string name in new[] { "maps", "smaps", "environ", "caps", "stack", "vm" })
        {
            LinuxMachine.PokeText(other, mine + "/" + name);
            Assert.That(_machine.Call(other, 2, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied), name);
        }

        LinuxMachine.PokeText(other, mine + "/fd/0");
        Assert.That(_machine.Call(other, 2, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied));
        LinuxMachine.PokeText(other, mine + "/exe");
        Assert.That(_machine.Call(other, 89, Path, Buffer, 100), Is.EqualTo(-(long)Errno.AccessDenied));
        LinuxMachine.PokeText(other, mine + "/stat");
        Assert.That(_machine.Call(other, 2, Path, 0, 0), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Every_file_of_a_process_can_be_read()
    {
        foreach (string name in List("/proc/self"))
        {
            LinuxMachine.PokeText(_program, "/proc/self/" + name);
            Assert.That(Call(6, Path, Buffer), Is.Zero, name);
            bool isFile = (LinuxMachine.PeekWord(_program, Buffer + 24) & 0xf000) == 0x8000;
            if (isFile)
            {
                _ = Read("/proc/self/" + name);
            }
        }

        Assert.That(Read("/proc/self/status"), Does.Match(@"(?m)^Pid:\t" + Id(_program) + "$").And.Match(@"(?m)^VmRSS:\t *\d+ kB$"));
        Assert.That(Read("/proc/self/limits"), Does.Match(@"(?m)^Max open files +1024 +1048576 +files"));
        Assert.That(Read("/proc/self/cmdline"), Is.EqualTo("program\0"));
        Assert.That(Read("/proc/self/task/" + Id(_program) + "/comm"), Is.EqualTo("program\n"));
    }

    private static string Id(SimulatedProgram program) => program.Thread.Process.ProcessId.ToString();

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private ulong Open(string path, ulong flags)
    {
        LinuxMachine.PokeText(_program, path);
        long file = Call(2, Path, flags, 0x1b6);
        Assert.That(file, Is.GreaterThanOrEqualTo(0), path);
        return (ulong)file;
    }

    private string Read(string path)
    {
        ulong file = Open(path, 0);
        StringBuilder text = new();
        long count;
        while ((count = Call(0, file, Buffer, BufferBytes)) > 0)
        {
            _ = text.Append(LinuxMachine.PeekText(_program, Buffer, (int)count));
        }

        Assert.That(count, Is.Zero, path);
        Assert.That(Call(3, file), Is.Zero);
        return text.ToString();
    }

    private string ReadLink(SimulatedProgram program, string path)
    {
        LinuxMachine.PokeText(program, path);
        long length = _machine.Call(program, 89, Path, Buffer, 200);
        Assert.That(length, Is.GreaterThan(0), path);
        return LinuxMachine.PeekText(program, Buffer, (int)length);
    }

    private List<string> List(string path)
    {
        ulong file = Open(path, 0x10000);
        List<string> names = [];
        long count;
        while ((count = Call(217, file, Buffer, 200)) > 0)
        {
            byte[] entries = LinuxMachine.Peek(_program, Buffer, (int)count);
            for (int at = 0; at < entries.Length; at += entries[at + 16] + (entries[at + 17] << 8))
            {
                int end = System.Array.IndexOf(entries, (byte)0, at + 19);
                names.Add(Encoding.UTF8.GetString(entries, at + 19, end - at - 19));
            }
        }

        Assert.That(count, Is.Zero, path);
        Assert.That(Call(3, file), Is.Zero);
        return names;
    }

    private ulong Committed()
    {
        string text = Read("/proc/self/vm");
        int at = text.IndexOf("CommittedBytes: ", System.StringComparison.Ordinal) + "CommittedBytes: ".Length;
        return ulong.Parse(text[at..text.IndexOf('\n', at)]);
    }
}
