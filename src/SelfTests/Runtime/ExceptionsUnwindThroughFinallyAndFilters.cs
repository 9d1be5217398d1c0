using System;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class ExceptionsUnwindThroughFinallyAndFilters() : SelfTest("An exception runs filters first, then finally blocks, then its handler")
{
    public override void Run(ISelfTestMachine machine)
    {
        string order = "";
        try
        {
            try
            {
                _ = Throw(20);
            }
            finally
            {
                order += "finally ";
            }
        }
        catch (InvalidOperationException exception) when (Filter(ref order))
        {
            order += exception.Message;
        }

        Expect.Equal("filter finally deep", order);
    }

    private static bool Filter(ref string order)
    {
        order += "filter ";
        GC.Collect(0);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Throw(int depth) => depth == 0 ? throw new InvalidOperationException("deep") : 1 + Throw(depth - 1);
}
