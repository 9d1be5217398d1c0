using System;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class NobodyCatches() : SelfTest("An exception that nobody catches panics with its type and message", "M-55")
{
    public override bool NeedsTheImage => true;

    public override bool EndsTheMachine => true;

    public override void Run(ISelfTestMachine machine)
    {
        Thread thread = new(() => throw new InvalidOperationException("thrown where nobody catches"));
        thread.Start();
        thread.Join();
    }
}
