using System;

namespace Vela.SelfTests;

internal sealed class ConsoleClassWrites() : SelfTest("System.Console writes to the machine's console", "M-10")
{
    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
#pragma warning disable RS0030 // what this test is about
        Console.WriteLine("selftest: written through System.Console");
        Console.Error.WriteLine("selftest: written through System.Console.Error");
        Expect.That(Console.IsInputRedirected);
#pragma warning restore RS0030
    }
}
