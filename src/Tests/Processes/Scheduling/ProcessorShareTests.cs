using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Linux;

namespace Vela.Tests.Processes;

/// <summary>Issue 4.1: a quota's share of the processor holds whoever is paid from it to that part of the time, and nobody else (C-88, C-93).</summary>
[TestFixture]
public sealed class ProcessorShareTests
{
    private const ulong Tick = 2_000_000;
    private const ulong Second = 1_000_000_000;

    private LinuxMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new LinuxMachine();

    [TearDown]
    public void End() => _machine.Dispose();

    [TestCase(1, 1)]
    [TestCase(10, 1)]
    [TestCase(10, 5)]
    [TestCase(50, 3)]
    [TestCase(100, 2)]
    public void Those_who_run_on_a_share_have_together_no_more_than_that_part_of_the_time_on_an_idle_machine(int percent, int threads)
    {
        (_, Container container) = Share(percent);
        List<Thread> busy = [.. Enumerable.Range(0, threads).Select(_ => Busy(container))];
        Assert.That(PartOfTime(10 * Second, busy), Is.EqualTo(percent / 100.0).Within(0.01));
    }

    [Test]
    public void What_a_share_leaves_is_for_everybody_else()
    {
        Thread free = Busy(_machine.Container);
        Thread held = Busy(Share(20).Container);
        ulong before = free.Runtime;
        ulong start = _machine.Nanoseconds;
        Assert.That(PartOfTime(10 * Second, [held]), Is.EqualTo(0.2).Within(0.01));
        Assert.That((double)(free.Runtime - before) / (_machine.Nanoseconds - start), Is.EqualTo(0.8).Within(0.01));
    }

    [Test]
    public void A_quota_without_a_share_of_its_own_runs_on_its_ancestors()
    {
        (CapabilityHandle outer, _) = Share(10);
        QuotaAmounts amounts = Plenty(5);
        CapabilityHandle inner = _machine.Capabilities.RootSpace.Split(outer, in amounts).Expect("there is enough");
        Thread held = Busy(ContainerOf(inner));
        Assert.That(PartOfTime(10 * Second, [held]), Is.EqualTo(0.1).Within(0.01));
    }

    [Test]
    public void Who_gives_a_whole_share_away_is_left_with_next_to_nothing_and_not_with_everything()
    {
        (CapabilityHandle handle, Container container) = Share(10);
        Thread giver = Busy(container);
        QuotaAmounts amounts = Plenty(5);
        amounts[Resource.CpuShare] = Quota.WholeProcessor / 10;
        CapabilityHandle given = _machine.Capabilities.RootSpace.Split(handle, in amounts).Expect("there is enough");
        Assert.That(PartOfTime(20 * Second, [giver]), Is.Positive.And.LessThan(0.005));
        Assert.That(_machine.Capabilities.RootSpace.Delete(given), Is.EqualTo(Errno.None));
        Assert.That(PartOfTime(10 * Second, [giver]), Is.EqualTo(0.1).Within(0.01), "what was given comes back when its holder is gone");
    }

    [Test]
    public void A_thread_that_has_used_its_share_up_can_be_ended_at_once()
    {
        Thread held = Busy(Share(1).Container);
        Compute(Second / 2);
        Assert.That(held.Attention & Attention.Spent, Is.EqualTo(Attention.Spent));
        ulong killed = _machine.Nanoseconds;
        held.Process.Exit((int)Signal.Kill);
        while (held.State != ThreadState.Exited && _machine.Nanoseconds < killed + Second)
        {
            _ = _machine.Scheduler.Run();
        }

        Assert.That(_machine.Nanoseconds - killed, Is.LessThanOrEqualTo(Tick));
        Compute(Second);
    }

    [Test]
    public void A_waiting_thread_earns_nothing_beyond_one_period()
    {
        (_, Container container) = Share(10);
        SimulatedProgram program = _machine.Launch(container: container);
        Compute(20 * Second);
        program.IsBusy = true;
        Assert.That(PartOfTime(Second / 2, [program.Thread]), Is.LessThan(0.13));
    }

    private static QuotaAmounts Plenty(ulong threads)
    {
        QuotaAmounts amounts = default;
        amounts[Resource.Threads] = threads;
        amounts[Resource.Capabilities] = 1000;
        amounts[Resource.Objects] = 1000;
        amounts[Resource.Mappings] = 100;
        amounts[Resource.Frames] = 1000;
        return amounts;
    }

    private (CapabilityHandle Handle, Container Container) Share(int percent)
    {
        QuotaAmounts amounts = Plenty(50);
        amounts[Resource.Frames] = 4000;
        amounts[Resource.Capabilities] = 4000;
        amounts[Resource.Objects] = 4000;
        amounts[Resource.Mappings] = 400;
        amounts[Resource.CpuShare] = Quota.WholeProcessor * (ulong)percent / 100;
        CapabilityHandle handle = _machine.Capabilities.RootSpace.Split(_machine.Capabilities.RootQuotaHandle, in amounts).Expect("there is enough");
        return (handle, ContainerOf(handle));
    }

    private Container ContainerOf(CapabilityHandle quota) =>
        new(_machine.Container, _machine.Container.Account, _machine.Capabilities.RootSpace.Get<Quota>(quota, Rights.None).Expect("it was split off"));

    private Thread Busy(Container container)
    {
        SimulatedProgram program = _machine.Launch(container: container);
        program.IsBusy = true;
        return program.Thread;
    }

    private double PartOfTime(ulong nanoseconds, List<Thread> threads)
    {
        Compute(Second / 5); // beyond what was owed, or saved up, before
        ulong before = Sum(threads);
        ulong start = _machine.Nanoseconds;
        Compute(nanoseconds);
        return (double)(Sum(threads) - before) / (_machine.Nanoseconds - start);
    }

    private void Compute(ulong nanoseconds)
    {
        ulong end = _machine.Nanoseconds + nanoseconds;
        while (_machine.Nanoseconds < end)
        {
            if (_machine.Scheduler.HasRunnable)
            {
                _ = _machine.Scheduler.Run();
            }
            else
            {
                _machine.Pass(Tick);
            }
        }
    }

    private static ulong Sum(List<Thread> threads)
    {
        ulong sum = 0;
        foreach (Thread thread in threads)
        {
            sum += thread.Runtime;
        }

        return sum;
    }
}
