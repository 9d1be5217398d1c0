using System.Runtime.CompilerServices;

namespace Vela.Processes;

/// <summary>The characters that mean something to a terminal; 0: none does.</summary>
[InlineArray(Count)]
public struct ControlCharacters
{
    public const int Count = 19;

    private byte _first;
}
