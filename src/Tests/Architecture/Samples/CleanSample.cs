using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;

namespace Vela.Tests.Architecture.Samples;

/// <summary>What no gate may object to.</summary>
public sealed class CleanSample
{
    public const int Constant = 3;

    private static readonly int[] Table = [1, 2, 3];

    public bool IsSet { get; set; }

    public static int Lookup(int index) => Table[index];

    public static void Assert([DoesNotReturnIf(true)] bool condition) => _ = condition;

    public static async Task MountAsync() => await Task.Yield();

    public static bool TryFind(out int found)
    {
        found = Constant;
        return true;
    }
}
