using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using ILCode = Mono.Cecil.Cil.Code;

namespace Vela.Tests.Architecture;

/// <summary>
/// Follows every call that exported methods can make and reports what needs a runtime: they run before it exists, inside its
/// collections, and in a panic.
/// </summary>
/// <remarks>
/// Stricter than <see cref="AllocationWalk"/>: no strings, no throw, no static that a collector or a class constructor would have
/// to do with, no P/Invoke (its transition or its poll waits for a collection to end), no virtual call.
/// </remarks>
internal sealed class GcFreeWalk(IEnumerable<ModuleDefinition> modules)
{
    private readonly HashSet<string> _ours = [.. modules.Select(module => module.Assembly.Name.Name)];
    private readonly HashSet<string> _seen = [];
    private readonly Queue<(MethodDefinition Method, string Path)> _pending = new();
    private readonly List<string> _problems = [];

    public int Followed => _seen.Count;

    public IReadOnlyList<string> Problems(IEnumerable<MethodDefinition> roots)
    {
        foreach (MethodDefinition root in roots)
        {
            Follow(root, root.Name);
        }

        while (_pending.TryDequeue(out (MethodDefinition Method, string Path) next))
        {
            Read(next.Method, next.Path);
        }

        return _problems;
    }

    private void Follow(MethodDefinition method, string path)
    {
        if (_seen.Add(method.FullName))
        {
            _pending.Enqueue((method, path));
        }
    }

    private void Read(MethodDefinition method, string path)
    {
        if (method.IsPInvokeImpl)
        {
            _problems.Add($"{path}: is a P/Invoke");
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            string? problem = instruction.OpCode.Code switch
            {
                ILCode.Newarr => "makes an array",
                ILCode.Box => "boxes",
                ILCode.Ldstr => "uses a string",
                ILCode.Throw or ILCode.Rethrow => "throws",
                ILCode.Newobj => Construct((MethodReference)instruction.Operand, path),
                ILCode.Ldsfld or ILCode.Stsfld or ILCode.Ldsflda => Static((FieldReference)instruction.Operand),
                ILCode.Call or ILCode.Callvirt => Call(instruction, (MethodReference)instruction.Operand, path),
                _ => null,
            };
            if (problem is not null)
            {
                _problems.Add($"{path}: {problem}");
            }
        }
    }

    private string? Construct(MethodReference constructor, string path) =>
        constructor.DeclaringType.Resolve() is { IsValueType: true } ? Enter(constructor, path) : $"makes a {constructor.DeclaringType.Name}";

    private static string? Static(FieldReference reference)
    {
        FieldDefinition? field = reference.Resolve();
        if (field is null || field.Name.StartsWith("__StaticArrayInit", System.StringComparison.Ordinal) || field.DeclaringType.Name.StartsWith("<PrivateImplementationDetails>", System.StringComparison.Ordinal))
        {
            return null;
        }

        return !field.FieldType.IsValueType && !field.FieldType.IsPointer && !field.FieldType.IsFunctionPointer ? $"uses the reference {field.FullName}"
            : field.DeclaringType.Methods.Any(method => method.IsConstructor && method.IsStatic) ? $"uses {field.FullName}, whose class has a constructor"
            : null;
    }

    private string? Call(Instruction instruction, MethodReference called, string path)
    {
        if (instruction.OpCode.Code == ILCode.Callvirt && instruction.Previous?.OpCode.Code != ILCode.Constrained
            && called.Resolve() is { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false })
        {
            return $"calls {called.Name} virtually";
        }

        return Enter(called, path);
    }

    private string? Enter(MethodReference called, string path)
    {
        MethodDefinition? method = called.Resolve();
        if (method is null)
        {
            return $"calls {called.FullName}, which cannot be found";
        }

        if (_ours.Contains(method.Module.Assembly.Name.Name))
        {
            Follow(method, $"{path} -> {method.DeclaringType.Name}.{method.Name}");
            return null;
        }

        return AllocationFreeLibrary.Holds(called) ? null : $"calls {called.DeclaringType.FullName}.{called.Name}";
    }
}
