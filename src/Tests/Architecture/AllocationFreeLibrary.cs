using System;
using System.Linq;
using Mono.Cecil;

namespace Vela.Tests.Architecture;

/// <summary>The library members that are known to allocate nothing. Whatever is not here is taken to allocate; add what you have looked at.</summary>
internal static class AllocationFreeLibrary
{
    /// <summary>Types all of whose members are fine.</summary>
    private static readonly string[] Types =
    [
        "System.Span`1", "System.ReadOnlySpan`1", "System.Span`1/Enumerator", "System.ReadOnlySpan`1/Enumerator", "System.Nullable`1", "System.TimeSpan",
        "System.Boolean", "System.Byte", "System.SByte", "System.Char", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32",
        "System.Int64", "System.UInt64", "System.IntPtr", "System.UIntPtr", "System.Int128", "System.UInt128", "System.Math", "System.Index", "System.Range",
        "System.HashCode", "System.Numerics.BitOperations", "System.Buffers.Binary.BinaryPrimitives", "System.Threading.Interlocked", "System.Threading.Volatile",
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.CompilerServices.RuntimeHelpers",
        "System.Collections.Generic.List`1/Enumerator", "System.Runtime.InteropServices.Marshal", "System.Runtime.InteropServices.NativeMemory",
    ];

    private static readonly string[] Namespaces = ["System.Runtime.Intrinsics", "System.Runtime.Intrinsics.X86"];

    /// <summary>Members of these types that make text, arrays, boxes or objects all the same.</summary>
    private static readonly string[] NotTheseMembers =
    [
        "ToString", "ToArray", "Parse", "GetObjectValue", "GetUninitializedObject", "GetSubArray", "BoxEnum", "PtrToStringUTF8", "PtrToStringAnsi", "PtrToStructure", "ToEnumerable",
    ];

    private static readonly string[] Members =
    [
        "System.Object::.ctor", "System.Object::GetType", "System.Object::ReferenceEquals",
        "System.Type::GetTypeFromHandle", "System.Type::op_Equality", "System.Type::op_Inequality",
        "System.Array::get_Length", "System.Array::Copy", "System.Array::Fill", "System.Array::Clear", "System.Array::IndexOf", "System.Array::get_LongLength",
        "System.Buffer::BlockCopy", "System.Buffer::MemoryCopy",
        "System.String::get_Length", "System.String::get_Chars", "System.String::op_Implicit", "System.String::op_Equality", "System.String::op_Inequality", "System.String::Equals",
        "System.MemoryExtensions::AsSpan", "System.MemoryExtensions::SequenceEqual", "System.MemoryExtensions::StartsWith", "System.MemoryExtensions::EndsWith",
        "System.MemoryExtensions::IndexOf", "System.MemoryExtensions::IndexOfAny", "System.MemoryExtensions::Contains", "System.MemoryExtensions::SequenceCompareTo",
        "System.MemoryExtensions::LastIndexOf", "System.MemoryExtensions::IndexOfAnyExcept", "System.MemoryExtensions::CommonPrefixLength", "System.MemoryExtensions::Count",
        "System.Collections.Generic.List`1::get_Item", "System.Collections.Generic.List`1::set_Item", "System.Collections.Generic.List`1::get_Count",
        "System.Collections.Generic.List`1::RemoveAt", "System.Collections.Generic.List`1::Remove", "System.Collections.Generic.List`1::Clear", "System.Collections.Generic.List`1::GetEnumerator",
        "System.Collections.Generic.Dictionary`2::TryGetValue", "System.Collections.Generic.Dictionary`2::get_Count", "System.Collections.Generic.Dictionary`2::ContainsKey",
        "System.Collections.Generic.Dictionary`2::Remove", "System.Collections.Generic.Dictionary`2::get_Item",
        "System.Collections.Generic.Stack`1::TryPop", "System.Collections.Generic.Stack`1::Pop", "System.Collections.Generic.Stack`1::get_Count",
        "System.Collections.Generic.Queue`1::TryDequeue", "System.Collections.Generic.Queue`1::TryPeek", "System.Collections.Generic.Queue`1::get_Count",
        "System.GC::KeepAlive", "System.GC::SuppressFinalize", "System.Threading.Thread::MemoryBarrier", "System.Threading.Thread::SpinWait", "System.Enum::HasFlag",
        "System.IEquatable`1::Equals", "System.IComparable`1::CompareTo",
    ];

    /// <summary>Members that never return: what they allocate, the machine does not live to regret.</summary>
    public static bool Throws(MethodReference method) =>
        method.Name.StartsWith("Throw", StringComparison.Ordinal) && method.DeclaringType.Namespace.StartsWith("System", StringComparison.Ordinal);

    public static bool Holds(MethodReference method)
    {
        TypeReference type = method.DeclaringType.GetElementType();
        return (Types.Contains(type.FullName) && !NotTheseMembers.Contains(method.Name))
            || Namespaces.Contains(type.Namespace)
            || (Types.Concat(Namespaces).Any(name => type.FullName.StartsWith(name + "/", StringComparison.Ordinal)) && !NotTheseMembers.Contains(method.Name))
            || Members.Contains($"{type.FullName}::{method.Name}");
    }
}
