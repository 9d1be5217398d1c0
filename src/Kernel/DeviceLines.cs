using System;
using System.Numerics;
using Vela.Boot;

namespace Vela.Kernel;

/// <summary>Which driver serves which interrupt line.</summary>
internal sealed class DeviceLines
{
    public const int Count = 24;

    private readonly Action?[] _handlers = new Action?[Count];

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
            Interrupts.Done(line);
        }
    }
}
