using System;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A terminal as a program finds it behind a descriptor (tty_ioctl(4)).</summary>
[TestFixture]
public sealed class TerminalCallTests : ITerminalOutput
{
    private const ulong Buffer = LinuxMachine.Room;
    private const ulong GetSettings = 0x5401;
    private const ulong SetSettings = 0x5402;
    private const ulong Take = 0x540e;
    private const ulong GetForeground = 0x540f;
    private const ulong SetForeground = 0x5410;
    private const ulong GetWindow = 0x5413;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;
    private Terminal _terminal = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
        _terminal = new Terminal(_machine.Anonymous, this, _machine.Scheduler.Deadlines);
        OpenFile file = AnonymousFileSystem.Open(_terminal, OpenFlags.Read | OpenFlags.Write);
        Assert.That(file.TryOpen(Credentials.Kernel).IsDone);
        Assert.That(_program.Thread.Process.Descriptors.AddNew(file, DescriptorFlags.None).Expect("there is room"), Is.Zero);
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void Settings_are_told_and_changed()
    {
        Assert.That(Control(GetSettings, Buffer), Is.Zero);
        byte[] settings = LinuxMachine.Peek(_program, Buffer, Termios.Size);
        settings[12] &= 0xf7; // ECHO
        LinuxMachine.Poke(_program, Buffer, settings);
        Assert.That(Control(SetSettings, Buffer), Is.Zero);
        Assert.That(_terminal.Settings.Has(LocalModes.Echo), Is.False);
        Assert.That(Control(GetSettings, 0x7000_0000), Is.EqualTo(-(long)Errno.BadAddress));
    }

    [Test]
    public void The_window_is_told()
    {
        _terminal.SetWindow(new WindowSize(25, 80, 0, 0));
        Assert.That(Control(GetWindow, Buffer), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo((80ul << 16) | 25));
    }

    [Test]
    public void A_file_is_no_terminal()
    {
        LinuxMachine.PokeText(_program, "/a");
        ulong file = (ulong)_machine.Call(_program, 2, Buffer, 0x42, 0x1b6);
        Assert.That(_machine.Call(_program, 16, file, GetSettings, Buffer), Is.EqualTo(-(long)Errno.NotTerminal));
    }

    [Test]
    public void The_leader_of_a_session_takes_a_terminal_and_says_which_job_has_it()
    {
        Assert.That(Control(GetForeground, Buffer), Is.EqualTo(-(long)Errno.NotTerminal));
        Assert.That(Control(Take, 0), Is.Zero);
        Assert.That(Control(GetForeground, Buffer), Is.Zero);
        Assert.That((int)LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo(_program.Thread.Process.Group.Id));
        LinuxMachine.Poke(_program, Buffer, BitConverter.GetBytes(99999));
        Assert.That(Control(SetForeground, Buffer), Is.EqualTo(-(long)Errno.NoProcess));
    }

    [Test]
    public void A_reader_waits_for_a_line()
    {
        _machine.Begin(_program, 0, 0, Buffer, 100);
        Assert.That(_program.IsIdle, Is.False);
        Assert.That(_terminal.Receive("hi\r"u8), Is.EqualTo(3));
        _machine.Run();
        Assert.That(_program.IsIdle);
        Assert.That(_program.Result, Is.EqualTo(3));
        Assert.That(LinuxMachine.PeekText(_program, Buffer, 3), Is.EqualTo("hi\n"));
    }

    int ITerminalOutput.TryWrite(ReadOnlySpan<byte> bytes) => bytes.Length;

    void ITerminalOutput.Unused()
    {
    }

    void ITerminalOutput.InputTaken()
    {
    }

    private long Control(ulong request, ulong argument) => _machine.Call(_program, 16, 0, request, argument);
}
