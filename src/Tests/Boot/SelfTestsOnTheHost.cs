using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.SelfTests;

namespace Vela.Tests.Boot;

/// <summary>
/// The image's tests of the runtime, run by the host's runtime: what they ask for is what .NET does everywhere, so a test that fails
/// here asks for too much. Tests of the machine itself (category in <see cref="SelfTest.NeedsTheImage"/>) are left out.
/// </summary>
[TestFixture]
[NonParallelizable] // the runtime of the whole process is what these test
public sealed class SelfTestsOnTheHost
{
    public static IEnumerable<TestCaseData> Tests() =>
        SelfTestCatalogue.All().Where(test => !test.NeedsTheImage).Select(test => new TestCaseData(test).SetArgDisplayNames(test.Word));

    [TestCaseSource(nameof(Tests))]
    public void On_the_host(SelfTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        test.Run(new Host());
    }

    private sealed class Host : ISelfTestMachine
    {
        public void RunOnExecutive(Action step) => step();

        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public long Nanoseconds => _clock.Elapsed.Ticks * 100;

        /// <summary>Of a Linux whose clock interrupts come at 100 Hz, the slowest that it can be built for.</summary>
        public double CoarseTick => 10;

        public string? Option(string name) => null;

        public IReadOnlyList<IBlockDevice> WaitForDisks() => [];

        public void Note(string text) => TestContext.Out.WriteLine(text);
    }
}
