using System;
using System.Runtime.CompilerServices;
using System.Threading;

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
            _ = Expect.Throws<NullReferenceException>(() => nothing!.Other = this); // in the write barrier
            _ = Expect.Throws<NullReferenceException>(() => Store(ref nothing!.Other, this));
            _ = Expect.Throws<NullReferenceException>(() => Interlocked.Exchange(ref nothing!.Other, this));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Holder? Nothing() => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Read(Holder holder) => holder.Value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Store(ref object? place, object value) => place = value;

    private sealed class Holder
    {
        public object? Other;

        public int Value { get; set; }
    }
}
