using System;
using System.Numerics;
using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>Which driver serves which interrupt line.</summary>
internal sealed class DeviceLines : IInterruptLines
{
    public const int Count = 24;

    private readonly Action?[] _handlers = new Action?[Count];

    /// <summary>The lines that programs serve, a bit each: a level-triggered one stays masked until it is acknowledged.</summary>
    private ulong _claimed;

    /// <summary>From now on the line may interrupt, and <paramref name="serve"/> runs on the executive when it did. Those who share a line are all served.</summary>
    public void Attach(int line, InterruptTrigger trigger, Action serve)
    {
        _handlers[line] += serve;
        Interrupts.Enable(line, trigger);
    }

    /// <summary>Serves every line that has interrupted.</summary>
    public void Serve()
    {
        ulong lines = Interrupts.Take();
        while (lines != 0)
        {
            int line = BitOperations.TrailingZeroCount(lines);
            lines &= lines - 1;
            _handlers[line]?.Invoke();
            if ((_claimed >> line & 1) == 0)
            {
                Interrupts.Done(line);
            }
        }
    }

    public Errno Claim(int line, InterruptTrigger trigger, Action arrived)
    {
        if (line is < 0 or >= Count || _handlers[line] is not null)
        {
            return line is < 0 or >= Count ? Errno.NoDeviceOrAddress : Errno.Busy;
        }

        _claimed |= 1UL << line;
        Attach(line, trigger, arrived);
        return Errno.None;
    }

    public void Acknowledge(int line) => Interrupts.Done(line);

    public void Release(int line)
    {
        Interrupts.Disable(line);
        _handlers[line] = null;
        _claimed &= ~(1UL << line);
    }
}
