using System;

namespace Vela.Kernel;

internal static class KernelMain
{
    private static int Main()
    {
#pragma warning disable RS0030
        Console.WriteLine("hello from managed code");
        try { object? o = null; _ = o!.ToString(); } catch (NullReferenceException e) { Console.WriteLine(e.Message); }
        GC.Collect();
        Console.WriteLine("collected");
#pragma warning restore RS0030
        return 0;
    }
}
