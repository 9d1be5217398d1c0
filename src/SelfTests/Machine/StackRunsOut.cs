using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class StackRunsOut() : SelfTest("A stack that runs out panics on a stack of its own", "M-55")
{
    public override bool NeedsTheImage => true;

    public override bool EndsTheMachine => true;

    public override void Run(ISelfTestMachine machine) => machine.Note($"{Descend(1)}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Descend(long depth) => 1 + Descend(depth + 1);
}
