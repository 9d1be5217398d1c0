using NUnit.Framework;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>The longest file that a process may write (getrlimit(2), RLIMIT_FSIZE; write(2), truncate(2), EFBIG).</summary>
[TestFixture]
public sealed class FileSizeLimitTests
{
    private const ulong Write = 1;
    private const ulong Open = 2;
    private const ulong WriteAt = 18;
    private const ulong Truncate = 76;
    private const ulong TruncateOf = 77;
    private const ulong Allocate = 285;
    private const ulong SendFile = 40;
    private const ulong SetLimit = 160;
    private const ulong Pending = 127;
    private const ulong SetMask = 14;
    private const ulong FileSize = 1;
    private const ulong MakeToWrite = 0x42;
    private const ulong Bytes = LinuxMachine.Room + 0x1000;
    private const ulong Signals = 1UL << ((int)Signal.FileSizeLimit - 1);

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;
    private ulong _file;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
        _ = LinuxMachine.PokeWords(_program, LinuxMachine.Room, Signals);
        Assert.That(_machine.Call(_program, SetMask, 0, LinuxMachine.Room, 0, 8), Is.Zero);
        _file = (ulong)_machine.Call(_program, Open, LinuxMachine.PokeText(_program, "/f"), MakeToWrite, 0x180);
        _ = LinuxMachine.PokeWords(_program, LinuxMachine.Room, 100, 100);
        Assert.That(_machine.Call(_program, SetLimit, FileSize, LinuxMachine.Room), Is.Zero);
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void A_write_ends_at_the_limit_and_the_next_one_is_an_error_with_a_signal()
    {
        Assert.That(_machine.Call(_program, Write, _file, Bytes, 60), Is.EqualTo(60));
        Assert.That(_machine.Call(_program, Write, _file, Bytes, 60), Is.EqualTo(40));
        Assert.That(HasSignal(), Is.False);
        Assert.That(_machine.Call(_program, Write, _file, Bytes, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Write, _file, Bytes, 1), Is.EqualTo(-(long)Errno.FileTooLarge));
        Assert.That(HasSignal(), Is.True);
        Assert.That(_machine.Call(_program, WriteAt, _file, Bytes, 10, 95), Is.EqualTo(5));
        Assert.That(_machine.Call(_program, WriteAt, _file, Bytes, 10, 100), Is.EqualTo(-(long)Errno.FileTooLarge));
    }

    [Test]
    public void A_file_is_not_made_longer_than_the_limit_in_any_other_way()
    {
        ulong path = LinuxMachine.PokeText(_program, "/f", LinuxMachine.Room + 0x4000);
        Assert.That(_machine.Call(_program, TruncateOf, _file, 100), Is.Zero);
        Assert.That(_machine.Call(_program, TruncateOf, _file, 101), Is.EqualTo(-(long)Errno.FileTooLarge));
        Assert.That(HasSignal(), Is.True);
        Assert.That(_machine.Call(_program, Truncate, path, 101), Is.EqualTo(-(long)Errno.FileTooLarge));
        Assert.That(_machine.Call(_program, Truncate, path, 99), Is.Zero);
        Assert.That(_machine.Call(_program, Allocate, _file, 0, 50, 51), Is.EqualTo(-(long)Errno.FileTooLarge));
        Assert.That(_machine.Call(_program, Allocate, _file, 0, 50, 50), Is.Zero);
        ulong source = (ulong)_machine.Call(_program, Open, LinuxMachine.PokeText(_program, "/program"), 0, 0);
        Assert.That(_machine.Call(_program, SendFile, _file, source, 0, 4096), Is.EqualTo(100));
        Assert.That(_machine.Call(_program, SendFile, _file, source, 0, 4096), Is.EqualTo(-(long)Errno.FileTooLarge));
    }

    [Test]
    public void The_signal_ends_a_process_that_does_not_expect_it()
    {
        _ = LinuxMachine.PokeWords(_program, LinuxMachine.Room, Signals);
        Assert.That(_machine.Call(_program, SetMask, 1, LinuxMachine.Room, 0, 8), Is.Zero);
        _machine.Begin(_program, WriteAt, _file, Bytes, 10, 100);
        Assert.That(_machine.Ended, Does.Contain(_program.Thread.Process));
        Assert.That(_program.Thread.Process.ExitStatus, Is.EqualTo((int)Signal.FileSizeLimit));
    }

    [Test]
    public void A_pipe_has_no_size_to_be_limited()
    {
        Assert.That(_machine.Call(_program, 22, LinuxMachine.Room), Is.Zero);
        ulong writer = LinuxMachine.PeekWord(_program, LinuxMachine.Room) >> 32;
        Assert.That(_machine.Call(_program, Write, writer, Bytes, 1000), Is.EqualTo(1000));
    }

    private bool HasSignal()
    {
        Assert.That(_machine.Call(_program, Pending, LinuxMachine.Room, 8), Is.Zero);
        return (LinuxMachine.PeekWord(_program, LinuxMachine.Room) & Signals) != 0;
    }
}
