using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Capabilities;

namespace Vela.Tests.Architecture;

/// <summary>
/// How system calls and the shell come by an object that they have only a number or a name of. <see cref="OneDoorTests"/> shows that the room of
/// capabilities has one door; here, that no other room has opened a second one beside it.
/// </summary>
[TestFixture]
public sealed class ObjectSourceTests
{
    /// <summary>A number becomes an object through the door only, or through these, which ask the door first or make the object themselves.</summary>
    private static readonly string[] _sources =
    [
        "CapabilitySpace::Get",
        "DescriptorTable::Get", // of the caller's own space
        "PhysicalMemoryDevice::Find", // asks the door about each capability that the opener has for device memory
        "DescriptorTable::GetHome", // the container that was handed to the caller
        "Container::Find", // of a container that GetHome gave: see below
        "Container::FindThread",
        "Container::Launch", // makes it
        "Container::Clone",
        "ProcessList::get_Item", // the caller's own children, one after the other
        "Vfs::TryOpen", // from a directory with rights, by the walk
        "AnonymousFileSystem::Open", // makes it
    ];

    private static readonly string[] _lookups = ["Find", "FindThread", "FindGroup", "get_Processes", "get_Threads", "CopyNumbers"];

    private static IEnumerable<Room> Users => Room.All.Where(room => room.Name is "Linux" or "Shell");

    [TestCaseSource(nameof(Users))]
    public void A_number_becomes_an_object_only_by_these_ways(Room room) => Assert.That(Sources(room.Module).Distinct(), Is.SubsetOf(_sources));

    [Test]
    public void A_call_looks_into_a_container_only_if_it_was_handed_that()
    {
        // SendToAll is handed the container by Kill; FindGroup asks, but for the one number that is the caller's own.
        Room linux = Room.All.Single(room => room.Name == "Linux");
        IEnumerable<string> unasked = from method in Methods(linux.Module)
                                      where Calls(method).Any(callee => callee.DeclaringType.Name == "Container" && _lookups.Contains(callee.Name))
                                      where !Calls(method).Any(callee => callee.Name == "GetHome" || callee is GenericInstanceMethod { Name: "Get" } gate && gate.GenericArguments[0].Name == "Container")
                                      select method.Name;
        Assert.That(unasked.Distinct().Order(), Is.EqualTo(new[] { "AwaitMemory", "BeginSession", "SendToAll" }), "its own child, its own group, and what Kill was handed");
    }

    /// <summary>What is mapped is changed only by who holds the capability for the memory; a lambda is called by who asked.</summary>
    [Test]
    public void A_call_changes_what_is_mapped_only_if_it_asks_for_the_memory()
    {
        string[] changes = ["Map", "Unmap", "Protect", "Remap", "Advise", "Lock", "Unlock", "TrySetBreak"];
        Room linux = Room.All.Single(room => room.Name == "Linux");
        IEnumerable<string> unasked = from method in Methods(linux.Module)
                                      where Calls(method).Any(callee => callee.DeclaringType.Name == "AddressSpace" && changes.Contains(callee.Name))
                                      where !Calls(method).Any(callee => callee.Name is "GetMemory" or "MayMoveBreak") && !method.Name.StartsWith('<')
                                      select method.Name;
        Assert.That(unasked, Is.Empty);
    }

    [Test]
    public void The_gate_sees_another_way() => Assert.That(Sources(Room.Samples).Distinct(), Does.Contain("MappedFiles::FileOf"));

    /// <summary>What methods of a room call in other rooms that takes a number and yields a gated object.</summary>
    private static IEnumerable<string> Sources(ModuleDefinition module) =>
        from method in Methods(module)
        from callee in Calls(method)
        where callee is not MethodDefinition && callee.Parameters.Any(parameter => IsNumber(parameter.ParameterType)) && Yields(callee).Any(IsGated)
        select $"{callee.DeclaringType.Name}::{callee.Name}";

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) => module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.Body.Instructions.Where(instruction => instruction.OpCode.Code is Mono.Cecil.Cil.Code.Call or Mono.Cecil.Cil.Code.Callvirt).Select(instruction => (MethodReference)instruction.Operand);

    private static IEnumerable<TypeReference> Yields(MethodReference method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).OfType<ByReferenceType>().Select(type => type.ElementType)
            .Where(type => !type.IsValueType).Append(method.ReturnType);

    private static bool IsNumber(TypeReference type) =>
        type.MetadataType is MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Int64 or MetadataType.UInt64
        || type.FullName == typeof(CapabilityHandle).FullName || type.FullName == "Vela.Fs.DirectoryReference";

    private static bool IsGated(TypeReference type) => type switch
    {
        GenericInstanceType instance => instance.GenericArguments.Any(IsGated),
        GenericParameter => false, // of a Result<T>: what T is was counted where it was asked for
        ArrayType array => IsGated(array.ElementType),
        _ => type.FullName == typeof(KernelObject).FullName
            || (type.FullName.StartsWith("Vela.", System.StringComparison.Ordinal) && type.Resolve()?.DerivesFrom(typeof(KernelObject).FullName!) == true),
    };
}
