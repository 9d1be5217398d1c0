using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;

namespace Vela.Tests.Architecture;

/// <summary>Rooms depend downwards only, and nobody depends on the tests.</summary>
[TestFixture]
public sealed class ArrowTests
{
    private static List<string> Wrong(ModuleDefinition module, IReadOnlyList<string> mayUse) =>
    [
        .. module.AssemblyReferences
            .Select(reference => reference.Name)
            .Where(name => name.StartsWith("Vela.", System.StringComparison.Ordinal))
            .Select(name => name["Vela.".Length..])
            .Where(name => !mayUse.Contains(name)),
    ];

    [TestCaseSource(typeof(Room), nameof(Room.All))]
    public void A_room_uses_only_the_rooms_below_it(Room room) => Assert.That(Wrong(room.Module, room.MayUse), Is.Empty);

    [TestCaseSource(typeof(Room), nameof(Room.All))]
    public void A_project_names_only_the_rooms_below_it(Room room)
    {
        IEnumerable<string> named = System.Xml.Linq.XDocument.Load(Path.Combine(room.Folder, $"{room.Name}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.That(named.Where(name => !room.MayUse.Contains(name)), Is.Empty);
    }

    [Test]
    public void Every_room_the_tests_use_is_looked_at()
    {
        string[] used = [.. Room.Samples.AssemblyReferences.Select(reference => reference.Name).Intersect(Room.Names.Select(name => $"Vela.{name}"))];
        Assert.That(used, Is.Not.Empty);
        Assert.That(used, Is.SubsetOf(Room.All.Select(room => $"Vela.{room.Name}")));
    }

    [Test]
    public void The_arrows_have_no_cycle()
    {
        List<string> below = [];
        string[] rest = [.. Room.Names];
        while (rest.Length > 0)
        {
            string[] bottom = [.. rest.Where(name => Room.All.FirstOrDefault(room => room.Name == name)?.MayUse.All(below.Contains) ?? true)];
            Assert.That(bottom, Is.Not.Empty);
            below.AddRange(bottom);
            rest = [.. rest.Except(bottom)];
        }
    }

    [Test]
    public void The_gate_sees_an_arrow_that_should_not_be() =>
        Assert.That(Wrong(Room.Samples, ["Primitives"]), Does.Contain("Capabilities"));
}
