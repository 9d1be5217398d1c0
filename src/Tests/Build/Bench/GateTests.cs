using System.Collections.Generic;
using NUnit.Framework;
using Vela.Build.Bench;

namespace Vela.Tests.Build.Bench;

/// <summary>Stored costs, and the image of now held against them.</summary>
[TestFixture]
public sealed class GateTests
{
    private static readonly Gate _gate = Gate.Of([KeyValuePair.Create("stat", 1000.0)]);

    [TestCase(1030.0, 0)]
    [TestCase(1031.0, 1)]
    [TestCase(500.0, 0)]
    public void A_row_fails_when_it_is_more_than_three_percent_dearer(double cost, int failures) =>
        Assert.That(_gate.Failures([new Measurement("stat", 1, cost, null)]), Has.Count.EqualTo(failures));

    [Test]
    public void A_failure_names_the_row_and_both_figures() =>
        Assert.That(_gate.Failures([new Measurement("stat", 1, 1100, null)]), Is.EqualTo(new[] { "stat: 1,000.0 before, 1,100.0 now: 10.0 % more" }));

    [Test]
    public void A_row_that_can_no_longer_run_fails() =>
        Assert.That(_gate.Failures([Measurement.Missing("stat", "newfstatat:38")]), Has.Count.EqualTo(1));

    [Test]
    public void A_row_that_printed_nothing_fails() => Assert.That(_gate.Failures([]), Has.Count.EqualTo(1));

    [Test]
    public void Of_a_row_that_ran_several_times_the_cheapest_counts_and_a_failure_before_all()
    {
        Measurement[] found = [new("stat", 1, 1100, null), new("stat", 1, 1000, null), new("open_close", 1, 5, null), Measurement.Missing("open_close", "openat:2")];
        Assert.That(Gate.Cheapest(found), Is.EqualTo(new[] { found[1], found[3] }));
    }

    [TestCase(969.0, 1)]
    [TestCase(971.0, 0)]
    public void A_clearly_cheaper_row_is_told(double cost, int improvements) =>
        Assert.That(_gate.Improvements([new Measurement("stat", 1, cost, null)]), Has.Count.EqualTo(improvements));

    [Test]
    public void What_is_stored_comes_back()
    {
        using TemporaryDirectory directory = new();
        _gate.Write(directory.File("gate.json"));
        Assert.That(Gate.Read(directory.File("gate.json")).Failures([new Measurement("stat", 1, 1031, null)]), Has.Count.EqualTo(1));
    }

    [Test]
    [Category("Boot")]
    public void No_row_costs_clearly_more_than_it_did()
    {
        Tool gate = Tool.Run(Repository.PathOf("build/bench"), ["--gate"], timeoutSeconds: 300);
        Assert.That(gate.Status, Is.Zero, $"{gate.Output}\n{gate.Error}");
        TestContext.Out.WriteLine(gate.Output);
    }
}
