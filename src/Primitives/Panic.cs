using System.Diagnostics.CodeAnalysis;

namespace Vela.Primitives;

/// <summary>The channel for broken invariants: bugs of ours, never a caller's mistake.</summary>
/// <remarks>Nothing may catch <see cref="InvariantBrokenException"/> and go on; in the image it stops the machine, with symbols.</remarks>
public static class Panic
{
    [DoesNotReturn]
    public static void Invariant(string broken) => throw new InvariantBrokenException(broken);

    public static void When([DoesNotReturnIf(true)] bool condition, string broken)
    {
        if (condition)
        {
            Invariant(broken);
        }
    }
}
