using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace Vela.Tests.Boot;

/// <summary>The machine at its limits: heaps that run out, and ends that only a machine of their own can show.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class LimitTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private static IEnumerable<TestCaseData> Ends()
    {
        yield return new TestCaseData("A_stack_that_runs_out*", "panic: stack overflow", "Descend");
        yield return new TestCaseData("An_exception_that_nobody_catches*", "thrown where nobody catches", "panic: ");
        yield return new TestCaseData("A_write_to_the_kernel's_own_code*", "Access Violation", "KernelMemoryIsProtected.Run");
    }

    [TestCase(8)]
    [TestCase(16)]
    [TestCase(32)]
    [TestCase(64)]
    public void Memory_runs_out_as_an_exception_six_times_with_a_heap_of(int mebibytes)
    {
        MachineShape shape = MachineShape.Pc with { Name = $"heap-{mebibytes}MiB", Append = $"heap={mebibytes}M" };
        SuiteResult suite = SuiteRun.On(shape, _limit, "Out_of_memory*");
        Assert.That(suite.AllPassed, Is.True, suite.Report);
        Assert.That(suite.End, Is.EqualTo(MachineEnd.Orderly), suite.Report);
    }

    [TestCaseSource(nameof(Ends))]
    public void The_machine_ends_with_a_panic_that_says_why(string test, string reason, string where)
    {
        MachineShape shape = MachineShape.Pc with { Name = "end-" + test.TrimEnd('*').Replace('\'', '-') };
        SuiteResult suite = SuiteRun.On(shape, _limit, test);
        Assert.That(suite.End, Is.EqualTo(MachineEnd.Panic), suite.Report);
        Assert.That(suite.Report, Does.Contain(reason).And.Contain(where));
    }
}
