using System.Runtime.CompilerServices;

namespace Vela.Fs;

/// <summary>Room for the bytes of a short name inside a <see cref="Dentry"/>.</summary>
[InlineArray(Length)]
internal struct InlineName
{
    public const int Length = 31;

    private byte _first;
}
