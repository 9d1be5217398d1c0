using System;

namespace Vela.Shell;

/// <summary>What is special about a variable.</summary>
[Flags]
public enum VariableAttributes
{
    None = 0,

    /// <summary>Programs see it in their environment.</summary>
    Exported = 1,

    /// <summary>It keeps its value for good.</summary>
    ReadOnly = 2,
}
