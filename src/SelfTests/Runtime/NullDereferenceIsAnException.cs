using System;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class NullDereferenceIsAnException() : SelfTest("A null dereference is a NullReferenceException, reading and writing", "S-01")
{
    public override void Run(ISelfTestMachine machine)
    {
        Holder? nothing = Nothing();
        for (int i = 0; i < 100; i++)
        {
            _ = Expect.Throws<NullReferenceException>(() => Read(nothing!));
            _ = Expect.Throws<NullReferenceException>(() => nothing!.Value = i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Holder? Nothing() => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Read(Holder holder) => holder.Value;

    private sealed class Holder
    {
        public int Value { get; set; }
    }
}
