using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Where a program was put: what its auxiliary vector says (getauxval(3)).</summary>
public sealed class LoadedProgram
{
    /// <summary>Where it starts itself; the interpreter jumps there.</summary>
    public required ulong Entry { get; init; }

    /// <summary>Where the processor starts: the interpreter's entry, or <see cref="Entry"/>.</summary>
    public required ulong Start { get; init; }

    /// <summary>Its program headers, in memory.</summary>
    public required ulong Headers { get; init; }

    public required ushort HeaderSize { get; init; }

    public required ushort HeaderCount { get; init; }

    /// <summary>Where the interpreter was loaded; 0: there is none.</summary>
    public required ulong InterpreterBase { get; init; }

    /// <summary>The path it was called by; of a script, the script's.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Just above the stack.</summary>
    public required VirtualAddress StackTop { get; init; }

    /// <summary>Where the vDSO was mapped; 0: nowhere.</summary>
    public required ulong Vdso { get; init; }
}
