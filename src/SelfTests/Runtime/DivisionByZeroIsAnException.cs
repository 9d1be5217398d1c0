using System;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class DivisionByZeroIsAnException() : SelfTest("A division by zero is a DivideByZeroException, and overflow an OverflowException")
{
    public override void Run(ISelfTestMachine machine)
    {
        _ = Expect.Throws<DivideByZeroException>(() => Divide(1, 0));
        _ = Expect.Throws<DivideByZeroException>(() => Divide(long.MaxValue, 0L));
        _ = Expect.Throws<OverflowException>(() => Divide(int.MinValue, -1));
        Expect.Equal(-3, Divide(7, -2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int dividend, int divisor) => dividend / divisor;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Divide(long dividend, long divisor) => dividend / divisor;
}
