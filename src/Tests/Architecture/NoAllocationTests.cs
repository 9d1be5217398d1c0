using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>Hot paths allocate nothing: proven over the compiled code, not hoped for.</summary>
[TestFixture]
public sealed class NoAllocationTests
{
    /// <summary>Where a hot path may refill a pool of objects, once in so many times. Each with its reason; there should be few.</summary>
    private static readonly Dictionary<string, string> Refills = new()
    {
        ["Vela.Memory.ObjectTable::Replenish"] = "32 memory objects at a time, between two attempts at a fault, so that the attempt itself takes a spare",
        ["Vela.Fs.PageReader::Replenish"] = "16 page reads at a time, as many as were ever under way at once",
        ["Vela.Fs.BlockRuns::Enlarge"] = "what is known of where a file lies doubles its room, twelve times at most",
        ["Vela.Processes.KeyHeap::Enlarge"] = "a heap doubles its room, once for each doubling of the threads that are ready or of the deadlines",
        ["Vela.Shell.StreamInode::BeginCarryingIn"] = "a task of the shell's that fetches the next bytes, at most one for each 16 KiB buffer",
        ["Vela.Shell.StreamInode::BeginCarryingOut"] = "a task of the shell's that takes bytes away, at most one for each turn of a program",
        ["Vela.Processes.Pipe::Enlarge"] = "a pipe's buffer doubles its room, from a page up to its capacity",
    };

    private static IEnumerable<MethodDefinition> AllMethods => Room.All.SelectMany(room => room.Module.GetTypes()).SelectMany(type => type.Methods);

    private static IReadOnlyList<string> ProblemsIn(string method)
    {
        TypeDefinition samples = Room.Samples.GetType(typeof(AllocationSample).FullName);
        return new AllocationWalk([Room.Samples, .. Room.All.Select(room => room.Module)], [])
            .Problems(samples.Methods.Where(candidate => candidate.Name == method));
    }

    [Test]
    public void Nothing_that_is_marked_NoAllocation_allocates() =>
        Assert.That(new AllocationWalk(Room.All.Select(room => room.Module), Refills.Keys).Problems(AllMethods), Is.Empty);

    [Test]
    public void Every_refill_that_is_excused_exists() =>
        Assert.That(Refills.Keys, Is.SubsetOf(AllMethods.Select(method => $"{method.DeclaringType.FullName}::{method.Name}")));

    [Test]
    public void The_gate_has_something_to_walk() =>
        Assert.That(
            AllMethods.Count(method => method.Has("NoAllocationAttribute")), Is.GreaterThan(5));

    [TestCase(nameof(AllocationSample.MakesObject))]
    [TestCase(nameof(AllocationSample.MakesArray))]
    [TestCase(nameof(AllocationSample.MakesMatrix))]
    [TestCase(nameof(AllocationSample.Boxes))]
    [TestCase(nameof(AllocationSample.BoxesTypeParameter))]
    [TestCase(nameof(AllocationSample.Concatenates))]
    [TestCase(nameof(AllocationSample.Interpolates))]
    [TestCase(nameof(AllocationSample.MakesText))]
    [TestCase(nameof(AllocationSample.Captures))]
    [TestCase(nameof(AllocationSample.CallsDelegate))]
    [TestCase(nameof(AllocationSample.UsesLinq))]
    [TestCase(nameof(AllocationSample.EnumeratesInterface))]
    [TestCase(nameof(AllocationSample.Iterates))]
    [TestCase(nameof(AllocationSample.CallsDeeply))]
    [TestCase(nameof(AllocationSample.CallsVirtually))]
    [TestCase(nameof(AllocationSample.CallsInterface))]
    [TestCase(nameof(AllocationSample.CallsConstrained))]
    [TestCase(nameof(AllocationSample.CallsPointer))]
    [TestCase(nameof(AllocationSample.AddsToList))]
    public void The_gate_sees(string method) => Assert.That(ProblemsIn(method), Is.Not.Empty);

    [TestCase(nameof(AllocationSample.Adds))]
    [TestCase(nameof(AllocationSample.UsesSpans))]
    [TestCase(nameof(AllocationSample.MakesStruct))]
    [TestCase(nameof(AllocationSample.Throws))]
    [TestCase(nameof(AllocationSample.Panics))]
    [TestCase(nameof(AllocationSample.FindsClass))]
    [TestCase(nameof(AllocationSample.Compares))]
    public void The_gate_lets_pass(string method) => Assert.That(ProblemsIn(method), Is.Empty);
}
