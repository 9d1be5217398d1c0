using System;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A session with a terminal and two jobs, as a shell makes them (credentials(7), ioctl_tty(2)).</summary>
[TestFixture]
public sealed class JobControlTests : ITerminalOutput
{
    private const ulong Buffer = LinuxMachine.Room;
    private const ulong Read = 0;
    private const ulong Write = 1;
    private const ulong Control = 16;
    private const ulong Kill = 62;
    private const ulong SetSession = 112;
    private const ulong EndGroup = 231;
    private const ulong SetSettings = 0x5402;
    private const ulong Flush = 0x540b;
    private const ulong Take = 0x540e;
    private const ulong SetForeground = 0x5410;
    private const ulong GetSession = 0x5429;
    private const ulong Leave = 0x5422;
    private const ulong PretendInput = 0x5412;
    private const ulong GetNumber = 0x8004_5430;
    private const ulong Lock = 0x4004_5431;
    private const ulong OpenPeer = 0x5441;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _leader = null!;
    private SimulatedProgram _job = null!;
    private Terminal _terminal = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _terminal = new Terminal(_machine.Anonymous, this, _machine.Scheduler.Deadlines);
        _leader = _machine.Launch();
        Give(_leader);
        Assert.That(_machine.Call(_leader, Control, 0, Take, 0), Is.Zero);
        _job = _machine.Launch();
        Give(_job);
        _job.Thread.Process.JoinGroup(_leader.Thread.Process.Group);
        _job.Thread.Process.JoinGroup(_machine.Container.MakeGroup(IdOf(_job), _leader.Thread.Process.Group.Session));
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void A_job_in_the_background_that_reads_is_stopped_and_reads_when_it_is_brought_forward()
    {
        _machine.Begin(_job, Read, 0, Buffer, 10);
        Assert.That(_job.Thread.Process.StopSignal, Is.EqualTo(Signal.TerminalInput));
        SetForegroundTo(IdOf(_job));
        Assert.That(_machine.Call(_leader, Kill, unchecked((ulong)-IdOf(_job)), (ulong)Signal.Continue), Is.Zero);
        Assert.That(_job.Thread.Process.IsStopped, Is.False);
        _ = _terminal.Receive("hi\r"u8);
        _machine.Run();
        Assert.That(_job.Result, Is.EqualTo(3));
    }

    [Test]
    public void A_reader_in_the_background_that_would_not_stop_fails()
    {
        _job.Thread.Blocked = SignalSet.Of(Signal.TerminalInput);
        Assert.That(_machine.Call(_job, Read, 0, Buffer, 10), Is.EqualTo(-(long)Errno.InputOutput));
    }

    [Test]
    public void A_job_in_the_background_may_write_but_not_change_the_terminal()
    {
        Assert.That(_machine.Call(_job, Write, 0, Buffer, 3), Is.EqualTo(3));
        _machine.Begin(_job, Control, 0, Flush, 0);
        Assert.That(_job.Thread.Process.StopSignal, Is.EqualTo(Signal.TerminalOutput));
    }

    [Test]
    public void With_tostop_not_even_write()
    {
        Termios settings = _terminal.Settings;
        settings.Local |= LocalModes.StopBackgroundOutput;
        Assert.That(_terminal.TrySetSettings(in settings, TerminalChange.Now).IsDone);
        _machine.Begin(_job, Write, 0, Buffer, 3);
        Assert.That(_job.Thread.Process.StopSignal, Is.EqualTo(Signal.TerminalOutput));
    }

    [Test]
    public void A_call_that_was_stopped_before_it_began_does_not_count_what_another_moved()
    {
        SetForegroundTo(IdOf(_job));
        _ = _terminal.Receive("abc\r"u8);
        Assert.That(_machine.Call(_job, Read, 0, Buffer, 10), Is.EqualTo(4));
        SetForegroundTo(IdOf(_leader));
        _machine.Begin(_job, Read, 0, Buffer, 10);
        SetForegroundTo(IdOf(_job));
        _ = _machine.Call(_leader, Kill, unchecked((ulong)-IdOf(_job)), (ulong)Signal.Continue);
        _ = _terminal.Receive("x\r"u8);
        _machine.Run();
        Assert.That(_job.Result, Is.EqualTo(2));
    }

    [Test]
    public void The_foreground_is_given_only_within_the_session()
    {
        SimulatedProgram stranger = _machine.Launch();
        Assert.That(Give(_leader, IdOf(stranger)), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(Give(_leader, 99999), Is.EqualTo(-(long)Errno.NoProcess));
        Assert.That(Give(_leader, -1), Is.EqualTo(-(long)Errno.Invalid));
        Give(stranger);
        Assert.That(Give(stranger, IdOf(stranger)), Is.EqualTo(-(long)Errno.NotTerminal));
        Assert.That(_machine.Call(stranger, Control, 0, GetSession, Buffer), Is.EqualTo(-(long)Errno.NotTerminal));
        Assert.That(_machine.Call(_job, Control, 0, GetSession, Buffer), Is.Zero);
        Assert.That((int)LinuxMachine.PeekWord(_job, Buffer), Is.EqualTo(IdOf(_leader)));
    }

    [Test]
    public void A_terminal_is_taken_from_another_session_only_with_an_argument_of_one()
    {
        SimulatedProgram stranger = _machine.Launch();
        Give(stranger);
        Assert.That(_machine.Call(stranger, Control, 0, Take, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(stranger, Control, 0, Take, 1), Is.Zero);
        Assert.That(_leader.Thread.Process.Group.Session.Terminal, Is.Null);
        Assert.That(_terminal.Session, Is.SameAs(stranger.Thread.Process.Group.Session));
    }

    [Test]
    public void The_end_of_the_leader_hangs_up_on_the_foreground_job()
    {
        SetForegroundTo(IdOf(_job));
        _machine.Begin(_leader, EndGroup, 0);
        _machine.Run();
        Assert.That(_machine.Ended, Does.Contain(_job.Thread.Process));
        Assert.That(_terminal.Session, Is.Null);
    }

    [Test]
    public void A_leader_gives_its_terminal_up_and_a_new_session_has_none()
    {
        Assert.That(_machine.Call(_job, Control, 0, Leave, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        _leader.Thread.Blocked = SignalSet.Of(Signal.HangUp);
        Assert.That(_machine.Call(_leader, Control, 0, Leave, 0), Is.Zero);
        Assert.That(_job.Thread.Process.Group.Session.Terminal, Is.Null);
        Assert.That(_machine.Call(_job, SetSession), Is.EqualTo(-(long)Errno.NotPermitted), "it leads a group");
    }

    [Test]
    public void Nobody_types_for_another_program() =>
        Assert.That(_machine.Call(_leader, Control, 0, PretendInput, Buffer), Is.EqualTo(-(long)Errno.InputOutput));

    [Test]
    public void Settings_at_a_bad_address_are_refused_before_the_job_is_stopped()
    {
        Assert.That(_machine.Call(_job, Control, 0, SetSettings, 0x7000_0000), Is.EqualTo(-(long)Errno.BadAddress));
        Assert.That(_job.Thread.Process.IsStopped, Is.False);
    }

    [Test]
    public void A_pair_is_unlocked_and_its_other_side_opened_by_number_or_at_once()
    {
        PseudoTerminalFileSystem pairs = new(
            new DeviceNumber(0, 13), _machine.Files, _machine.Files.Frames, _machine.Anonymous, _machine.Scheduler.Deadlines, 5);
        DeviceFileSystem devices = new(new DeviceNumber(0, 12), _machine.Files, _machine.Files.Frames, _machine.Files);
        OpenFile master = AnonymousFileSystem.Open(new PseudoTerminalMaster(devices, pairs), OpenFlags.Read | OpenFlags.Write);
        Assert.That(master.TryOpen(Credentials.Kernel).IsDone);
        SimulatedProgram program = _machine.Launch();
        ulong descriptor = (ulong)program.Thread.Process.Descriptors.AddNew(master, DescriptorFlags.None).Expect("there is room");
        Assert.That(_machine.Call(program, Control, descriptor, GetNumber, Buffer), Is.Zero);
        Assert.That((int)LinuxMachine.PeekWord(program, Buffer), Is.Zero);
        Assert.That(_machine.Call(program, Control, descriptor, OpenPeer, 2), Is.EqualTo(-(long)Errno.InputOutput), "it is locked");
        _ = LinuxMachine.PokeWords(program, Buffer, 0);
        Assert.That(_machine.Call(program, Control, descriptor, Lock, Buffer), Is.Zero);
        ulong peer = (ulong)_machine.Call(program, Control, descriptor, OpenPeer, 2);
        Assert.That(peer, Is.EqualTo(descriptor + 1));
        Assert.That(program.Thread.Process.Group.Session.Terminal, Is.Not.Null, "a leader without a terminal takes what it opens");
        _ = LinuxMachine.PokeText(program, "hi");
        Assert.That(_machine.Call(program, Write, peer, Buffer, 2), Is.EqualTo(2));
        Assert.That(_machine.Call(program, Read, descriptor, Buffer + 100, 10), Is.EqualTo(2));
        Assert.That(LinuxMachine.PeekText(program, Buffer + 100, 2), Is.EqualTo("hi"));
    }

    int ITerminalOutput.TryWrite(ReadOnlySpan<byte> bytes) => bytes.Length;

    void ITerminalOutput.Unused()
    {
    }

    void ITerminalOutput.InputTaken()
    {
    }

    private static int IdOf(SimulatedProgram program) => program.Thread.Process.ProcessId;

    private void Give(SimulatedProgram program)
    {
        OpenFile file = AnonymousFileSystem.Open(_terminal, OpenFlags.Read | OpenFlags.Write);
        Assert.That(file.TryOpen(Credentials.Kernel).IsDone);
        Assert.That(program.Thread.Process.Descriptors.AddNew(file, DescriptorFlags.None).Expect("there is room"), Is.Zero);
    }

    private long Give(SimulatedProgram by, int group)
    {
        _ = LinuxMachine.Poke(by, Buffer, BitConverter.GetBytes(group));
        return _machine.Call(by, Control, 0, SetForeground, Buffer);
    }

    /// <summary>The leader does not mind being in the background while it gives the foreground away.</summary>
    private void SetForegroundTo(int group)
    {
        _leader.Thread.Blocked = SignalSet.Of(Signal.TerminalOutput);
        Assert.That(Give(_leader, group), Is.Zero);
    }
}
