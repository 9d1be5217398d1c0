using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>Early boot, the runtime's host calls and panics need no runtime (M-55): proven over the closure of every exported method.</summary>
[TestFixture]
public sealed class GcFreeTests
{
    private static IEnumerable<ModuleDefinition> Modules => Room.All.Select(room => room.Module);

    private static IEnumerable<MethodDefinition> Exports =>
        Modules.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods).Where(method => method.Has("RuntimeExportAttribute"));

    private static IReadOnlyList<string> ProblemsIn(string method)
    {
        TypeDefinition samples = Room.Samples.GetType(typeof(GcFreeSample).FullName);
        return new GcFreeWalk([Room.Samples, .. Modules]).Problems(samples.Methods.Where(candidate => candidate.Name == method));
    }

    [Test]
    public void What_assembly_calls_needs_no_runtime()
    {
        GcFreeWalk walk = new(Modules);
        Assert.That(walk.Problems(Exports), Is.Empty);
        Assert.That(walk.Followed, Is.GreaterThan(150), "the walk saw hardly anything");
    }

    [TestCase(nameof(GcFreeSample.MakesObject))]
    [TestCase(nameof(GcFreeSample.UsesText))]
    [TestCase(nameof(GcFreeSample.ThrowsBelow))]
    [TestCase(nameof(GcFreeSample.UsesReferenceStatic))]
    [TestCase(nameof(GcFreeSample.UsesConstructedStatic))]
    [TestCase(nameof(GcFreeSample.CallsNative))]
    [TestCase(nameof(GcFreeSample.CallsVirtually))]
    public void The_gate_sees(string method) => Assert.That(ProblemsIn(method), Is.Not.Empty);

    [Test]
    public void The_gate_lets_plain_code_pass() => Assert.That(ProblemsIn(nameof(GcFreeSample.Adds)), Is.Empty);
}
