using System;
using NUnit.Framework;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Signals that are read, or waited for (signalfd(2), sigwait(3)).</summary>
[TestFixture]
public sealed class SignalFileTests
{
    private const ulong Read = 0;
    private const ulong Poll = 7;
    private const ulong SetMask = 14;
    private const ulong TimedWait = 128;
    private const ulong GetProcess = 39;
    private const ulong Kill = 62;
    private const ulong Fork = 57;
    private const ulong ExitGroup = 231;
    private const ulong SignalFile = 289;
    private const ulong NonBlocking = 0x800;
    private const ulong New = ulong.MaxValue;
    private const ulong Set = LinuxMachine.Room;
    private const ulong Into = LinuxMachine.Room + 0x1000;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void A_blocked_signal_is_read_with_who_sent_it()
    {
        ulong file = Block(Signal.User1, NonBlocking);
        Assert.That(_machine.Call(_program, Read, file, Into, 128), Is.EqualTo(-(long)Errno.Again));
        ulong self = (ulong)_machine.Call(_program, GetProcess);
        Assert.That(_machine.Call(_program, Kill, self, (ulong)Signal.User1), Is.Zero);
        Assert.That(_machine.Call(_program, Read, file, Into, 127), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Read, file, Into, 300), Is.EqualTo(128));
        byte[] record = LinuxMachine.Peek(_program, Into, 128);
        Assert.That(BitConverter.ToInt32(record, 0), Is.EqualTo((int)Signal.User1));
        Assert.That(BitConverter.ToInt32(record, 12), Is.EqualTo((int)self));
        Assert.That(_machine.Call(_program, Read, file, Into, 128), Is.EqualTo(-(long)Errno.Again), "it is taken");
    }

    [Test]
    public void A_reader_and_a_poll_wait_until_a_signal_comes()
    {
        ulong file = Block(Signal.User2, 0);
        ulong self = (ulong)_machine.Call(_program, GetProcess);
        SimulatedProgram other = _machine.Launch();
        _ = LinuxMachine.PokeWords(_program, Into, file | (1UL << 32));
        _machine.Begin(_program, Poll, Into, 1, New);
        Assert.That(_program.IsIdle, Is.False);
        Assert.That(_machine.Call(other, Kill, self, (ulong)Signal.User2), Is.Zero);
        Assert.That(_program.Result, Is.EqualTo(1));
        Assert.That(_machine.Call(_program, Read, file, Into, 128), Is.EqualTo(128));
        _machine.Begin(_program, Read, file, Into, 128);
        Assert.That(_program.IsIdle, Is.False);
        Assert.That(_machine.Call(other, Kill, self, (ulong)Signal.User2), Is.Zero);
        Assert.That(_program.Result, Is.EqualTo(128));
    }

    [Test]
    public void The_set_of_a_file_can_be_changed_and_only_that_of_such_a_file()
    {
        ulong file = Block(Signal.User1, NonBlocking);
        _ = Block(Signal.User2, 0);
        ulong self = (ulong)_machine.Call(_program, GetProcess);
        Assert.That(_machine.Call(_program, Kill, self, (ulong)Signal.User2), Is.Zero);
        Assert.That(_machine.Call(_program, Read, file, Into, 128), Is.EqualTo(-(long)Errno.Again));
        _ = LinuxMachine.PokeWords(_program, Set, 1UL << ((int)Signal.User2 - 1));
        Assert.That(_machine.Call(_program, SignalFile, file, Set, 8, 0), Is.EqualTo((long)file));
        Assert.That(_machine.Call(_program, Read, file, Into, 128), Is.EqualTo(128));
        Assert.That(_machine.Call(_program, SignalFile, 99, Set, 8, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
        Assert.That(_machine.Call(_program, SignalFile, New, Set, 4, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, SignalFile, New, Set, 8, 1), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, SignalFile, New, 8, 8, 0), Is.EqualTo(-(long)Errno.BadAddress));
    }

    /// <summary>SIGCHLD is ignored unless something is said of it; a thread that waits for it gets it all the same.</summary>
    [Test]
    public void A_signal_that_is_waited_for_is_not_lost_because_its_default_is_to_ignore_it()
    {
        _ = Block(Signal.Child, 0);
        long child = _machine.Call(_program, Fork);
        SimulatedProgram forked = _machine.Adopt(_machine.Container.Find((int)child)!.FirstThread!);
        _machine.Begin(_program, TimedWait, Set, Into, 0, 8);
        Assert.That(_program.IsIdle, Is.False);
        _machine.Begin(forked, ExitGroup, 3);
        Assert.That(_program.IsIdle, Is.True, "it was told of the child's end");
        Assert.That(_program.Result, Is.EqualTo((long)Signal.Child));
    }

    /// <summary>A file that gives one signal, which is blocked.</summary>
    private ulong Block(Signal signal, ulong flags)
    {
        _ = LinuxMachine.PokeWords(_program, Set, 1UL << ((int)signal - 1));
        Assert.That(_machine.Call(_program, SetMask, 0, Set, 0, 8), Is.Zero);
        long file = _machine.Call(_program, SignalFile, New, Set, 8, flags);
        Assert.That(file, Is.Not.Negative);
        return (ulong)file;
    }
}
