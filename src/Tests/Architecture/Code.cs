using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace Vela.Tests.Architecture;

/// <summary>What the gates ask of compiled code.</summary>
internal static class Code
{
    /// <summary>All types, nested ones too, that people wrote.</summary>
    public static IEnumerable<TypeDefinition> WrittenTypes(this ModuleDefinition module) =>
        module.GetTypes().Where(type => !type.IsGenerated());

    public static bool IsGenerated(this TypeDefinition type)
    {
        for (TypeDefinition? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (outer.Name.StartsWith('<') || outer.Has("CompilerGeneratedAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Has(this ICustomAttributeProvider provider, string attribute) =>
        provider.HasCustomAttributes && provider.CustomAttributes.Any(applied => applied.AttributeType.Name == attribute);

    public static bool IsVisible(this TypeDefinition type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && type.DeclaringType.IsVisible());

    public static bool IsVisible(this MethodDefinition method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType.IsVisible();

    public static bool DerivesFrom(this TypeDefinition type, string ancestor)
    {
        for (TypeDefinition? next = type; next is not null; next = next.BaseType?.Resolve())
        {
            if (next.BaseType?.FullName == ancestor)
            {
                return true;
            }
        }

        return false;
    }
}
