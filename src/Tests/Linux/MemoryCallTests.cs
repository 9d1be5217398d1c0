using NUnit.Framework;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>Calls on memory with the ranges that a hostile program gives.</summary>
[TestFixture]
public sealed class MemoryCallTests
{
    private const ulong Lock = 149;
    private const ulong Unlock = 150;
    private const ulong Advise = 28;
    private const ulong Sync = 26;
    private const ulong Resident = 27;
    private const ulong Random = 318;

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

    [TestCase(Lock)]
    [TestCase(Unlock)]
    public void A_range_to_lock_that_wraps_around_is_invalid(ulong call) =>
        Assert.That(_machine.Call(_program, call, LinuxMachine.Room + 1, ulong.MaxValue), Is.EqualTo(-(long)Errno.Invalid));

    [TestCase(Lock, 0ul)]
    [TestCase(Unlock, 0ul)]
    [TestCase(Advise, 4ul)]
    [TestCase(Sync, 4ul)]
    [TestCase(Resident, LinuxMachine.Room)]
    public void An_empty_range_is_no_error(ulong call, ulong third) =>
        Assert.That(_machine.Call(_program, call, LinuxMachine.Room, 0, third), Is.Zero);

    [Test]
    public void Many_random_bytes_come_in_steps_so_that_others_have_their_turn()
    {
        Assert.That(_machine.Call(_program, Random, LinuxMachine.Room, 100_000, 0), Is.EqualTo(100_000));
        Assert.That(LinuxMachine.PeekWord(_program, LinuxMachine.Room + 99_992), Is.Not.Zero);
    }
}
