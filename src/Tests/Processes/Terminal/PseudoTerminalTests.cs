using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Fs;

namespace Vela.Tests.Processes;

/// <summary>Pairs of master and terminal, by their names (pty(7), pts(4)).</summary>
[TestFixture]
public sealed class PseudoTerminalTests
{
    private IpcMachine _machine = null!;
    private PseudoTerminalFileSystem _terminals = null!;

    [SetUp]
    public void Start()
    {
        _machine = new IpcMachine();
        FileMachine files = _machine.Files;
        _terminals = new PseudoTerminalFileSystem(new DeviceNumber(0, 20), files, files.Frames, _machine.Anonymous, new ManualClock(), group: 5);
        DeviceFileSystem devices = new(new DeviceNumber(0, 5), files, files.Frames, files);
        Assert.That(devices.Register("ptmx", new PseudoTerminalMaster(devices, _terminals)), Is.EqualTo(Errno.None));
        Mount(devices, "dev");
        Mount(_terminals, "pts");
    }

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void What_the_master_writes_is_typed_and_what_is_shown_it_reads()
    {
        OpenFile master = OpenPair(out OpenFile slave);
        Caller caller = new();
        caller.Write(master, "ls\n"u8.ToArray());
        Assert.That(Read(slave), Is.EqualTo("ls\n"));
        Assert.That(Read(master), Is.EqualTo("ls\r\n"));
        caller.Write(slave, "a b\n"u8.ToArray());
        Assert.That(Read(master), Is.EqualTo("a b\r\n"));
        Assert.That(Terminal.Of(master, out TerminalSide side), Is.SameAs(Terminal.Of(slave, out _)));
        Assert.That(side, Is.EqualTo(TerminalSide.Master));
        slave.Close();
        master.Close();
    }

    [Test]
    public void A_terminal_has_a_name_while_its_master_is_open()
    {
        OpenFile master = _machine.Files.MustOpen("dev/ptmx", OpenFlags.Read | OpenFlags.Write);
        OpenFile second = _machine.Files.MustOpen("dev/ptmx", OpenFlags.Read | OpenFlags.Write);
        Assert.That(_machine.Files.List("pts"), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(_machine.Files.MustFind("pts/1").Device, Is.EqualTo(new DeviceNumber(136, 1)));
        Assert.That(_machine.Files.Open("pts/0", OpenFlags.Read, out _), Is.EqualTo(Errno.InputOutput), "it is locked");
        master.Close();
        Assert.That(_machine.Files.List("pts"), Is.EqualTo(new[] { "1" }));
        Assert.That(_machine.Files.Open("pts/0", OpenFlags.Read, out _), Is.EqualTo(Errno.NoEntry));
        master = _machine.Files.MustOpen("dev/ptmx", OpenFlags.Read | OpenFlags.Write);
        Assert.That(PseudoTerminalMaster.Of(master)!.Number, Is.Zero);
        Assert.That(_machine.Files.Open("pts/00", OpenFlags.Read, out _), Is.EqualTo(Errno.NoEntry));
        second.Close();
        master.Close();
    }

    [Test]
    public void A_closed_master_hangs_the_terminal_up()
    {
        OpenFile master = OpenPair(out OpenFile slave);
        TypedTerminal.NotedGroup group = new(7);
        Terminal.Of(slave, out _)!.Foreground = group;
        Caller caller = new();
        caller.Read(slave, new byte[5]);
        master.Close();
        Assert.That(caller.Resume());
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.None)));
        Assert.That(group.Sent, Is.EqualTo(new[] { Signal.HangUp, Signal.Continue }));
        caller.Write(slave, [1]);
        Assert.That(caller.Error, Is.EqualTo(Errno.InputOutput));
        slave.Close();
    }

    [Test]
    public void A_master_whose_terminal_everybody_closed_reads_what_is_left_and_then_an_error()
    {
        OpenFile master = OpenPair(out OpenFile slave);
        Caller caller = new();
        caller.Write(slave, "bye"u8.ToArray());
        slave.Close();
        Assert.That(Read(master), Is.EqualTo("bye"));
        caller.Read(master, new byte[5]);
        Assert.That(caller.Error, Is.EqualTo(Errno.InputOutput));
        Assert.That(master.Poll(out _) & PollEvents.HungUp, Is.EqualTo(PollEvents.HungUp));
        OpenFile again = _machine.Files.MustOpen("pts/0", OpenFlags.Read | OpenFlags.Write);
        caller.Read(master, new byte[5]);
        Assert.That(caller.IsWaiting, "it is open again");
        caller.Interrupt();
        again.Close();
        master.Close();
    }

    [Test]
    public void Each_side_waits_for_the_other_to_read()
    {
        OpenFile master = OpenPair(out OpenFile slave);
        Caller caller = new();
        caller.Write(slave, new byte[20_000]);
        Assert.That(caller.IsWaiting);
        int received = 0;
        while (received < 20_000)
        {
            received += Read(master).Length;
            caller.Resume();
        }

        Assert.That(caller.IsWaiting, Is.False);
        Termios settings = Terminal.Of(slave, out _)!.Settings;
        settings.Local = LocalModes.None;
        Assert.That(Terminal.Of(slave, out _)!.TrySetSettings(in settings, TerminalChange.Now).IsDone);
        caller.Write(master, new byte[10_000]);
        Assert.That(caller.IsWaiting);
        received = 0;
        while (received < 10_000)
        {
            received += Read(slave).Length;
            caller.Resume();
        }

        Assert.That(caller.IsWaiting, Is.False);
        slave.Close();
        master.Close();
    }

    private static string Read(OpenFile file)
    {
        byte[] into = new byte[4096];
        Caller caller = new();
        caller.Read(file, into);
        Assert.That((caller.IsWaiting, caller.Error), Is.EqualTo((false, Errno.None)));
        return Encoding.Latin1.GetString(into, 0, caller.Done);
    }

    private OpenFile OpenPair(out OpenFile slave)
    {
        OpenFile master = _machine.Files.MustOpen("dev/ptmx", OpenFlags.Read | OpenFlags.Write);
        PseudoTerminalMaster.Of(master)!.IsLocked = false;
        slave = _machine.Files.MustOpen("pts/0", OpenFlags.Read | OpenFlags.Write);
        return master;
    }

    private void Mount(FileSystem fileSystem, string path)
    {
        FileMachine files = _machine.Files;
        files.MakeDirectory(path);
        files.Vfs.TryWalk(files.Context, files.Root, FileMachine.Bytes(path), WalkMode.None, out WalkResult place);
        Assert.That(files.Vfs.Mount(fileSystem, place.Found, MountFlags.None).IsOk);
    }
}
