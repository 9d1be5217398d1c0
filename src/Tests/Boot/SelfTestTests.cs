using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Vela.SelfTests;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>The image's own tests, on every kind of machine: one machine is run for each, and each of its tests is a test here.</summary>
[TestFixtureSource(typeof(MachineShape), nameof(MachineShape.All))]
[Category("Boot")]
internal sealed class SelfTestTests(MachineShape shape)
{
    private static readonly Lock _progress = new();
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(4);

    private SuiteResult _suite = null!;

    public static IEnumerable<TestCaseData> Tests() =>
        SelfTestCatalogue.All().Select(test => new TestCaseData(test.Name).SetArgDisplayNames(test.Word));

    [OneTimeSetUp]
    public void Run_the_machine()
    {
        _suite = SuiteRun.On(shape, _limit);
        lock (_progress)
        {
            File.AppendAllText(Path.Combine(Repository.Output, "test-progress"), $"        {shape}: {_suite.Passed} of {SelfTestCatalogue.All().Count} in {_suite.Elapsed.TotalSeconds:F1} s\n");
        }
    }

    [TestCaseSource(nameof(Tests))]
    public void In_the_image(string name)
    {
        SuiteResult.TestResult result = _suite[name];
        foreach (string note in result.Notes)
        {
            TestContext.Out.WriteLine(note);
        }

        Assert.That(result.Verdict, Is.EqualTo(SuiteResult.Verdict.Passed), result.Message);
    }

    [Test]
    public void Every_frame_arrived_and_the_machine_ended_in_order()
    {
        Assert.That(_suite.Complaints, Is.Empty);
        Assert.That(_suite.End, Is.EqualTo(MachineEnd.Orderly), _suite.Report);
    }
}
