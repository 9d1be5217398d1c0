using NUnit.Framework;
using Vela.Build.Bench;
using Vela.Build.Symbols;

namespace Vela.Tests.Build.Bench;

/// <summary>Lines as QEMU writes them, counted by function.</summary>
[TestFixture]
public sealed class TraceCountTests
{
    private const string Line = "Trace 0: 0x7f1c2c0421c0 [0000000000000000/{0}/0040c2b3/ff110001] name";

    [Test]
    public void Only_what_lies_between_the_marks_counts()
    {
        TraceCount trace = Count("1000", "2000", "2004", "3000", "4000", "3000", "2000", "1000", "2004");
        Assert.That(trace.Total, Is.EqualTo(3));
    }

    [Test]
    public void Instructions_are_counted_for_the_function_they_lie_in()
    {
        TraceCount trace = Count("1000", "2000", "2004", "ffffffff80200010", "500", "3000");
        Assert.That(
            trace.ByFunction([new FunctionRange(0x2000, 0x2008, "small"), new FunctionRange(0xffffffff80200000, 0xffffffff80200020, "Kernel.Method")], "elsewhere"),
            Is.EqualTo(new[] { ("small", 2L), ("Kernel.Method", 1L), ("elsewhere", 1L) }));
    }

    [TestCase("")]
    [TestCase("Trace 0: nothing")]
    [TestCase("Trace 0: 0x1 [12/xyz/0/0]")]
    [TestCase("Stopped execution of TB chain before 0x1 [0000000000401000]")]
    public void Other_lines_are_passed_over(string line)
    {
        TraceCount trace = Count("1000");
        trace.Add(line);
        Assert.That(trace.Total, Is.Zero);
    }

    /// <summary>The marks are 0x1000 and 0x3000.</summary>
    private static TraceCount Count(params string[] addresses)
    {
        TraceCount trace = new(0x1000, 0x3000);
        foreach (string address in addresses)
        {
            trace.Add(Line.Replace("{0}", address, System.StringComparison.Ordinal));
        }

        return trace;
    }
}
