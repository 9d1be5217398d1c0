using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Processes;
using Vela.Tests.Linux;

namespace Vela.Tests.Processes;

/// <summary>
/// The fairness benchmark (C-93, C-94): threads that only compute share the processor in proportion to their weights, however many there are; none is
/// ever left without a turn, and none gets a larger share by making others.
/// </summary>
[TestFixture]
public sealed class FairnessTests
{
    private const ulong Clone = 56;
    private const ulong SetPriority = 141;
    private const ulong RoundRobinInterval = 148;
    private const ulong Child = 17;
    private const ulong Tick = 2_000_000;

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

    [TestCase(2)]
    [TestCase(10)]
    [TestCase(100)]
    [TestCase(1000)]
    public void Equal_threads_have_equal_shares(int count)
    {
        List<Thread> threads = [.. Enumerable.Range(0, count).Select(_ => Busy(0))];
        Compute(count * 5);
        ulong[] before = [.. threads.Select(thread => thread.Runtime)];
        Compute(count * 20);
        double[] shares = [.. threads.Select((thread, i) => (double)(thread.Runtime - before[i]) / Tick)];
        TestContext.Out.WriteLine($"{count} threads: {shares.Min():0.0} to {shares.Max():0.0} ticks each of 20");
        Assert.That(shares.Min(), Is.Positive);
        Assert.That(shares.Max() - shares.Min(), Is.AtMost(3));
    }

    [TestCase(0, 5)]
    [TestCase(-5, 0)]
    [TestCase(0, 19)]
    [TestCase(-20, 19)]
    public void Shares_are_in_proportion_to_weights_and_never_zero(int first, int second)
    {
        Thread strong = Busy(first);
        Thread weak = Busy(second);
        double wanted = Math.Pow(1.25, second - first);
        Compute(500);
        (ulong strongBefore, ulong weakBefore) = (strong.Runtime, weak.Runtime);
        Compute(Math.Max(4000, (int)(wanted * 60)));
        double ratio = (double)(strong.Runtime - strongBefore) / (weak.Runtime - weakBefore);
        TestContext.Out.WriteLine($"nice {first} to nice {second}: {ratio:0.00}, by weight {wanted:0.00}");
        Assert.That(weak.Runtime, Is.Positive);
        Assert.That(ratio, Is.EqualTo(wanted).Within(25).Percent);
    }

    /// <summary>C-94: neither a child nor its maker is without time, and a maker of many has no more of the processor than before.</summary>
    [Test]
    public void Making_others_neither_leaves_one_without_time_nor_gains_any()
    {
        Thread honest = Busy(0);
        Compute(50);
        List<Thread> flood = [];
        for (int i = 0; i < 50; i++)
        {
            flood.Add(Busy(0));
            Compute(3);
        }

        ulong before = honest.Runtime;
        Compute(51 * 20);
        Assert.That(flood.Select(thread => thread.Runtime), Has.All.Positive);
        Assert.That((honest.Runtime - before) / Tick, Is.InRange(15, 25));
    }

    [Test]
    public void The_interval_that_is_told_is_never_zero()
    {
        foreach (int count in new[] { 1, 30, 300 })
        {
            _ = Enumerable.Range(0, count).Select(_ => Busy(0)).Count();
            Assert.That(Patiently(_program, RoundRobinInterval, 0, LinuxMachine.Room), Is.Zero);
            Assert.That(LinuxMachine.PeekWord(_program, LinuxMachine.Room + 8), Is.Positive);
        }
    }

    /// <summary>A thread that computes for ever.</summary>
    private Thread Busy(int nice)
    {
        SimulatedProgram made = _machine.Adopt(_machine.Container.FindThread((int)Patiently(_program, Clone, Child, 0, 0, 0, 0))!);
        if (nice != 0)
        {
            Assert.That(Patiently(made, SetPriority, 0, 0, unchecked((ulong)nice)), Is.Zero);
        }

        made.IsBusy = true;
        return made.Thread;
    }

    /// <summary>A call among others that only compute: it has to wait for its turn.</summary>
    private long Patiently(SimulatedProgram program, ulong number, params ulong[] arguments)
    {
        _machine.Begin(program, number, arguments);
        for (int i = 0; i < 10_000 && !program.IsIdle; i++)
        {
            Compute(1);
        }

        Assert.That(program.IsIdle, Is.True);
        return program.Result;
    }

    private void Compute(int ticks)
    {
        for (int i = 0; i < ticks; i++)
        {
            _ = _machine.Scheduler.Run();
        }
    }
}
