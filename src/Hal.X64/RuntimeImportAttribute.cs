namespace System.Runtime;

/// <summary>Calls a native function of this name as if it were managed: no transition, and no poll for a collection on return.</summary>
/// <remarks>
/// Known to the compiler by its name. A P/Invoke, even with SuppressGCTransition, would be followed by such a poll, and code that
/// runs inside a collection would wait for itself.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuntimeImportAttribute(string entryPoint) : Attribute
{
    public string EntryPoint { get; } = entryPoint;
}
