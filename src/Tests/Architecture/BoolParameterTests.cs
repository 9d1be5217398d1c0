using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>A choice at a call site has a name: an enum, not true or false.</summary>
[TestFixture]
public sealed class BoolParameterTests
{
    private static IEnumerable<string> WithBool(TypeDefinition type) => type.Methods
        .Where(method => method.IsVisible() && !method.IsSetter && !method.Has("CompilerGeneratedAttribute"))
        .Where(method => !(method.IsVirtual && !method.IsNewSlot))
        .Where(method => method.Parameters.Any(IsChoice))
        .Select(method => method.FullName);

    /// <summary>An assertion's condition is not a choice, nor is an answer handed out.</summary>
    private static bool IsChoice(ParameterDefinition parameter) =>
        parameter.ParameterType.FullName == "System.Boolean" && !parameter.Has("DoesNotReturnIfAttribute");

    [TestCaseSource(typeof(Room), nameof(Room.All))]
    public void No_public_method_of_a_room_takes_a_bool(Room room) =>
        Assert.That(room.Module.WrittenTypes().SelectMany(WithBool), Is.Empty);

    [Test]
    public void The_gate_sees_bool_parameters()
    {
        TypeDefinition bad = Room.Samples.GetType(typeof(BoolParameterSample).FullName);
        Assert.That(WithBool(bad).Count(), Is.EqualTo(2), string.Join('\n', WithBool(bad)));
        Assert.That(WithBool(Room.Samples.GetType(typeof(CleanSample).FullName)), Is.Empty);
    }
}
