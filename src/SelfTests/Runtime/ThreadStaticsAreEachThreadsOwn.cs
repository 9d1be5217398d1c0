using System;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class ThreadStaticsAreEachThreadsOwn() : SelfTest("A thread-static variable is each thread's own")
{
    [ThreadStatic]
    private static int _value;

    public override void Run(ISelfTestMachine machine)
    {
        _value = 1;
        int seen = -1;
        Thread other = new(
            () =>
            {
                seen = _value;
                _value = 2;
            },
            128 * 1024);
        other.Start();
        other.Join();
        Expect.Equal(0, seen);
        Expect.Equal(1, _value);
    }
}
