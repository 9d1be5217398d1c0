using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>State is handed in by constructors; a static that changes would be authority that nobody was given.</summary>
[TestFixture]
public sealed class MutableStaticTests
{
    private static IEnumerable<string> Mutable(TypeDefinition type) => type.Fields
        .Where(field => field.IsStatic && !field.IsLiteral && !field.Name.StartsWith("<>", System.StringComparison.Ordinal))
        .Where(field => !field.IsInitOnly || HoldsState(field))
        .Select(field => field.FullName);

    /// <summary>A read-only field whose contents change. A private array is taken for a constant table.</summary>
    private static bool HoldsState(FieldDefinition field) =>
        (field.FieldType.IsArray && !field.IsPrivate)
        || field.FieldType.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent"
        || field.FieldType.FullName == "System.Text.StringBuilder";

    [TestCaseSource(typeof(Room), nameof(Room.WithoutMutableStatics))]
    public void A_room_keeps_no_state_in_statics(Room room) =>
        Assert.That(room.Module.WrittenTypes().SelectMany(Mutable), Is.Empty);

    [Test]
    public void The_gate_sees_statics_that_change()
    {
        TypeDefinition bad = Room.Samples.GetType(typeof(MutableStaticSample).FullName);
        Assert.That(Mutable(bad).Count(), Is.EqualTo(4), string.Join('\n', Mutable(bad)));
        Assert.That(Mutable(Room.Samples.GetType(typeof(CleanSample).FullName)), Is.Empty);
    }
}
