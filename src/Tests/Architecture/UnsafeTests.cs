using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>"Where is the unsafe code?" is answered by naming three folders.</summary>
[TestFixture]
public sealed class UnsafeTests
{
    /// <summary>What has no pointer in its name and yet forgets types or bounds. (CollectionsMarshal is not here: collection expressions compile to it; the source may not name it.)</summary>
    private static readonly string[] ByAnotherName = ["Unsafe", "MemoryMarshal", "NativeMemory", "Marshal"];

    private static IEnumerable<string> Unsafe(TypeDefinition type)
    {
        foreach (FieldDefinition field in type.Fields.Where(field => IsPointer(field.FieldType)))
        {
            yield return field.FullName;
        }

        foreach (MethodDefinition method in type.Methods)
        {
            bool hasPointer = IsPointer(method.ReturnType) || method.Parameters.Any(parameter => IsPointer(parameter.ParameterType))
                || (method.HasBody && method.Body.Variables.Any(variable => IsPointer(variable.VariableType)));
            if (hasPointer || (method.HasBody && method.Body.Instructions.Any(UsesAnotherName)))
            {
                yield return method.FullName;
            }
        }
    }

    private static bool IsPointer(TypeReference type) => type switch
    {
        PointerType or FunctionPointerType => true,
        TypeSpecification specification => IsPointer(specification.ElementType),
        _ => false,
    };

    private static bool UsesAnotherName(Instruction instruction) =>
        instruction.Operand is MethodReference { DeclaringType: { } type } && ByAnotherName.Contains(type.Name)
        && type.Namespace.StartsWith("System", StringComparison.Ordinal);

    [TestCaseSource(typeof(Room), nameof(Room.WithoutUnsafe))]
    public void Unsafe_code_is_only_where_it_is_at_home(Room room)
    {
        Assert.That(room.Module.Has("UnverifiableCodeAttribute"), Is.False, "the compiler was allowed unsafe blocks");
        Assert.That(room.Module.WrittenTypes().SelectMany(Unsafe), Is.Empty);
    }

    [Test]
    public void The_gate_sees_pointers_and_what_is_unsafe_by_another_name()
    {
        TypeDefinition bad = Room.Samples.GetType(typeof(UnsafeSample).FullName);
        Assert.That(Unsafe(bad).Count(), Is.EqualTo(4), string.Join('\n', Unsafe(bad)));
        Assert.That(Room.Samples.Has("UnverifiableCodeAttribute"));
        Assert.That(Unsafe(Room.Samples.GetType(typeof(CleanSample).FullName)), Is.Empty);
    }
}
