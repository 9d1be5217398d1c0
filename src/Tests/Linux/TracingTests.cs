using System.Collections.Generic;
using NUnit.Framework;
using Vela.Linux;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Issue 7 item 3: trace shows the calls of a program with what they were given, as strace does.</summary>
[TestFixture]
internal sealed class TracingTests
{
    private readonly Sink _sink = new();
    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _sink.Calls.Clear();
        _machine = new LinuxMachine();
        _program = _machine.Launch();
        _machine.Scheduler.Personality = new TracingPersonality(_machine.Personality, _sink);
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void Paths_and_what_is_written_and_read_are_shown_as_text()
    {
        ulong path = LinuxMachine.PokeText(_program, "/a\"b\0");
        long file = _machine.Call(_program, 2, path, 0x42, 0x1a4);
        ulong text = LinuxMachine.PokeText(_program, "one\ntwo\u0001", LinuxMachine.Room + 0xffc);
        _ = _machine.Call(_program, 18, (ulong)file, text, 8, 0);
        _ = _machine.Call(_program, 17, (ulong)file, LinuxMachine.Room, 100, 4);
        Assert.That(_sink.Calls, Is.EqualTo(new[] { "open(\"/a\\\"b\", 66, 420)", $"pwrite64({file}, \"one\\ntwo\\x01\", 8, 0)", $"pread64({file}, \"two\\x01\", 100, 4)" }));
    }

    [Test]
    public void A_call_is_shown_with_as_many_arguments_as_it_has()
    {
        _ = _machine.Call(_program, 39, 1, 2, 3);
        _ = _machine.Call(_program, 3, 0xffff_ff9c, 2, 3);
        _ = _machine.Call(_program, 999, 1, 2, 3, 4, 5, 0x1234_5678);
        Assert.That(_sink.Calls, Is.EqualTo(new[] { "getpid()", "close(-100)", "call_999(1, 2, 3, 4, 5, 0x12345678)" }));
    }

    [Test]
    public void A_text_that_is_long_is_cut_and_one_that_is_not_there_is_an_address()
    {
        ulong path = LinuxMachine.PokeText(_program, new string('x', 60) + "\0");
        _ = _machine.Call(_program, 4, path, 0);
        _ = _machine.Call(_program, 4, 0x7000_0000_0000, 0);
        _ = _machine.Call(_program, 4, ulong.MaxValue - 5000, 0);
        Assert.That(_sink.Calls, Is.EqualTo(new[] { $"stat(\"{new string('x', 48)}\"..., 0)", "stat(0x700000000000, 0)", "stat(0xffffffffffffec77, 0)" }));
    }

    private sealed class Sink : ICallSink
    {
        public List<string> Calls { get; } = [];

        public bool Wants(Process process) => true;

        public void Note(in TracedCall call) => Calls.Add(CallFormat.Describe(in call));
    }
}
