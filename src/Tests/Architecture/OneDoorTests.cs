using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>From a handle to an object there is one way: <c>CapabilitySpace.Get</c>.</summary>
[TestFixture]
public sealed class OneDoorTests
{
    /// <summary>What hands an object out and is not the door: hooks are told which object they are about, and a search says what it was asked for.</summary>
    private static readonly string[] NotFromAHandle = ["RevokedCapability::get_Object", "RevokedCapability::get_Holder", "CapabilitySearch::get_Object"];

    private static ModuleDefinition Capabilities => Room.All.Single(room => room.Name == "Capabilities").Module;

    private static IEnumerable<string> Doors(TypeDefinition type) => type.Methods
        .Where(method => method.IsVisible() && (HandsOutObjects(method.ReturnType) || method.Parameters.Any(parameter =>
            parameter.ParameterType is ByReferenceType && HandsOutObjects(parameter.ParameterType.GetElementType()))))
        .Select(method => $"{type.Name}::{method.Name}")
        .Except(NotFromAHandle);

    /// <summary>KernelObject itself, or any type parameter that stands for one, or something made of those. A particular room's own type is no way to the others.</summary>
    private static bool HandsOutObjects(TypeReference type) => type switch
    {
        GenericParameter parameter => parameter.Constraints.Any(constraint => HandsOutObjects(constraint.ConstraintType)),
        GenericInstanceType instance => instance.GenericArguments.Any(HandsOutObjects),
        ArrayType array => HandsOutObjects(array.ElementType),
        _ => type.FullName == typeof(KernelObject).FullName,
    };

    [Test]
    public void Only_Get_leads_from_a_handle_to_an_object() =>
        Assert.That(Capabilities.WrittenTypes().SelectMany(Doors).Distinct(), Is.EqualTo(new[] { "CapabilitySpace::Get" }));

    [Test]
    public void Nobody_is_let_into_the_room_by_a_side_door() =>
        Assert.That(Capabilities.Assembly.Has("InternalsVisibleToAttribute"), Is.False);

    [TestCaseSource(typeof(Room), nameof(Room.All))]
    public void Gated_types_are_sealed(Room room)
    {
        // The gate compares exact types: an object of a derived class would be refused.
        IEnumerable<string> open = room.Module.WrittenTypes()
            .Where(type => type.DerivesFrom(typeof(KernelObject).FullName!) && !type.IsSealed)
            .Select(type => type.FullName);
        Assert.That(open, Is.Empty);
    }

    [Test]
    public void The_gate_sees_another_door()
    {
        Assert.That(Doors(Room.Samples.GetType(typeof(SideDoorSample).FullName)).Count(), Is.EqualTo(3));
        Assert.That(Doors(Room.Samples.GetType(typeof(CleanSample).FullName)), Is.Empty);
    }
}
