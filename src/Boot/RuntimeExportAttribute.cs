namespace System.Runtime;

/// <summary>Compiles a static method to a plain native function of this name, with no runtime transition, so that assembly may call it at any time.</summary>
/// <remarks>The compiler knows the attribute by its name alone. What such a method reaches must be GC-free; a gate walks its closure.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute(string entryPoint) : Attribute
{
    public string EntryPoint { get; } = entryPoint;
}
