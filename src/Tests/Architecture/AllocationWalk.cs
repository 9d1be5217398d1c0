using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using ILCode = Mono.Cecil.Cil.Code;

namespace Vela.Tests.Architecture;

/// <summary>Follows every call that methods marked [NoAllocation] can make, over all rooms, and reports what could allocate managed memory.</summary>
/// <remarks>
/// Not followed: refills of pools that are named to it, methods that never return ([DoesNotReturn], throw helpers) and the making of an exception that is thrown at once. A virtual call is followed
/// into every override in the given modules; a call of a function pointer
/// into every method whose address is taken; a call of a library interface, or of a delegate, leads nobody knows where and is reported.
/// </remarks>
internal sealed class AllocationWalk
{
    private readonly HashSet<string> _ours;
    private readonly ILookup<string, MethodDefinition> _byName;
    private readonly List<MethodDefinition> _addressTaken;
    private readonly HashSet<string> _seen = [];
    private readonly Queue<(MethodDefinition Method, string Path)> _pending = new();
    private readonly List<string> _problems = [];

    private readonly IReadOnlyCollection<string> _refills;

    /// <param name="modules">What is followed. Calls that leave it are judged by <see cref="AllocationFreeLibrary"/>.</param>
    /// <param name="refills">Methods, as Type::Name, that are known to allocate and not followed.</param>
    public AllocationWalk(IEnumerable<ModuleDefinition> modules, IReadOnlyCollection<string> refills)
    {
        ModuleDefinition[] all = [.. modules];
        _refills = refills;
        _ours = [.. all.Select(module => module.Assembly.Name.Name)];
        _byName = all.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods)
            .Where(method => method.IsVirtual && !method.IsAbstract).ToLookup(LastName);
        _addressTaken = [.. all.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Where(instruction => instruction.OpCode.Code == ILCode.Ldftn && !LeadsIntoDelegate(instruction))
            .Select(instruction => ((MethodReference)instruction.Operand).Resolve())
            .Where(method => method is not null && _ours.Contains(method.Module.Assembly.Name.Name))];
    }

    /// <summary>What could allocate below those of the methods that are marked, each with the calls that lead there. A culprit is named once.</summary>
    public IReadOnlyList<string> Problems(IEnumerable<MethodDefinition> methods)
    {
        foreach (MethodDefinition method in methods.Where(IsMarked))
        {
            Follow(method, method.FullName);
        }

        while (_pending.TryDequeue(out (MethodDefinition Method, string Path) next))
        {
            Read(next.Method, next.Path);
        }

        return _problems;
    }

    private static bool IsMarked(MethodDefinition method) => method.Has("NoAllocationAttribute")
        || method.DeclaringType.Properties.Any(property => property.Has("NoAllocationAttribute") && (property.GetMethod == method || property.SetMethod == method));

    private static string LastName(MethodReference method) => method.Name[(method.Name.LastIndexOf('.') + 1)..];

    private void Follow(MethodDefinition method, string path)
    {
        if (_seen.Add($"{method.Module.Name} {method.FullName}"))
        {
            _pending.Enqueue((method, path));
        }
    }

    private void Read(MethodDefinition method, string path)
    {
        if (!method.HasBody)
        {
            return;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.OpCode.Code == ILCode.Calli)
            {
                CallPointer((CallSite)instruction.Operand, path);
                continue;
            }

            string? problem = instruction.OpCode.Code switch
            {
                ILCode.Newarr => $"makes an array of {instruction.Operand}",
                ILCode.Box => MakesBox((TypeReference)instruction.Operand) ? $"boxes {instruction.Operand}" : null,
                ILCode.Newobj => Construct(instruction, (MethodReference)instruction.Operand, path),
                ILCode.Call or ILCode.Callvirt => Call(instruction, (MethodReference)instruction.Operand, path),
                ILCode.Ldftn or ILCode.Ldvirtftn => LeadsIntoDelegate(instruction) ? $"makes a delegate of {instruction.Operand}" : null,
                _ => null,
            };

            if (problem is not null)
            {
                _problems.Add($"{path}: {problem}");
            }
        }
    }

    /// <summary>A type parameter that stands for a class is "boxed" by doing nothing.</summary>
    private static bool MakesBox(TypeReference type) => type is not GenericParameter parameter
        ? type.Resolve()?.IsValueType ?? true
        : !parameter.HasReferenceTypeConstraint && !parameter.Constraints.Any(constraint => constraint.ConstraintType.Resolve() is { IsClass: true, FullName: not "System.ValueType" });

    private static bool LeadsIntoDelegate(Instruction instruction) => instruction.Next?.OpCode.Code == ILCode.Newobj;

    private string? Construct(Instruction instruction, MethodReference constructor, string path)
    {
        TypeDefinition? type = constructor.DeclaringType.Resolve();
        if (type is { IsValueType: true })
        {
            return Call(instruction, constructor, path);
        }

        // An exception that is thrown where it is made.
        return instruction.Next?.OpCode.Code == ILCode.Throw ? null : $"makes a {constructor.DeclaringType}";
    }

    private string? Call(Instruction instruction, MethodReference called, string path)
    {
        // The element accessors of multi-dimensional arrays are the runtime's own.
        if (called.DeclaringType is ArrayType)
        {
            return called.Name == ".ctor" ? "makes an array" : null;
        }

        MethodDefinition? method = called.Resolve();
        if (method is null)
        {
            return $"calls {called.FullName}, which cannot be found";
        }

        if (_refills.Contains($"{method.DeclaringType.FullName}::{method.Name}") || method.Has("DoesNotReturnAttribute") || AllocationFreeLibrary.Throws(method))
        {
            return null;
        }

        if (!_ours.Contains(method.Module.Assembly.Name.Name))
        {
            return CallLibrary(instruction, called, method, path);
        }

        if (method.DeclaringType.BaseType?.FullName == "System.MulticastDelegate")
        {
            return $"calls the delegate {method.DeclaringType.Name}";
        }

        string next = $"{path} -> {method.DeclaringType.Name}.{method.Name}";
        Follow(method, next);
        if (instruction.OpCode.Code == ILCode.Callvirt && method.IsVirtual && !method.IsFinal)
        {
            FollowOverrides(method, next);
        }

        return null;
    }

    private string? CallLibrary(Instruction instruction, MethodReference called, MethodDefinition method, string path)
    {
        // A constrained call of Equals, CompareTo or the like on one of our structs goes to the struct itself.
        if (instruction.Previous?.OpCode.Code == ILCode.Constrained && ((TypeReference)instruction.Previous.Operand).Resolve() is { IsValueType: true } receiver
            && _ours.Contains(receiver.Module.Assembly.Name.Name)
            && receiver.Methods.FirstOrDefault(candidate => LastName(candidate) == method.Name && candidate.Parameters.Count == method.Parameters.Count) is { } own)
        {
            Follow(own, $"{path} -> {receiver.Name}.{own.Name}");
            return null;
        }

        return AllocationFreeLibrary.Holds(called) ? null : $"calls {called.DeclaringType.FullName}.{called.Name}, which is not known to allocate nothing";
    }

    /// <summary>A function pointer may hold any method whose address is taken and that takes as many arguments.</summary>
    private void CallPointer(CallSite site, string path)
    {
        foreach (MethodDefinition candidate in _addressTaken.Where(candidate => candidate.Parameters.Count == site.Parameters.Count))
        {
            Follow(candidate, $"{path} -> *{candidate.DeclaringType.Name}.{candidate.Name}");
        }
    }

    private void FollowOverrides(MethodDefinition method, string path)
    {
        foreach (MethodDefinition candidate in _byName[LastName(method)])
        {
            bool isHeir = method.DeclaringType.IsInterface
                ? Implements(candidate.DeclaringType, method.DeclaringType.FullName)
                : candidate.DeclaringType.DerivesFrom(method.DeclaringType.FullName);
            if (isHeir && candidate.Parameters.Count == method.Parameters.Count)
            {
                Follow(candidate, $"{path} ({candidate.DeclaringType.Name})");
            }
        }
    }

    private static bool Implements(TypeDefinition type, string contract)
    {
        for (TypeDefinition? next = type; next is not null; next = next.BaseType?.Resolve())
        {
            if (next.Interfaces.Any(implemented => implemented.InterfaceType.GetElementType().FullName == contract
                || (implemented.InterfaceType.Resolve() is { } inherited && Implements(inherited, contract))))
            {
                return true;
            }
        }

        return false;
    }
}
