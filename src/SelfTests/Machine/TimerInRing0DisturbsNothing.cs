using System;
using System.Collections.Generic;
using System.Threading;
using Vela.Boot;

namespace Vela.SelfTests;

internal sealed class TimerInRing0DisturbsNothing()
    : SelfTest("A 10 kHz timer in ring 0 disturbs neither collections nor threads nor exceptions", "C-101")
{
    private const int Collections = 100;
    private const ulong TenKilohertz = 100_000;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        ulong ticks = Interrupts.TimerTicks;
        long start = machine.Nanoseconds;
        Interrupts.SetTick(TenKilohertz);
        int switches = 0;
        bool stop = false;
        Thread other = new(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                switches++;
                _ = Thread.Yield();
            }
        });
        other.Start();
        Dictionary<int, string> kept = [];
        int caught = 0;
        for (int i = 0; i < Collections; i++)
        {
            for (int j = 0; j < 200; j++)
            {
                kept[(i * 200) + j] = (i + j).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            GC.Collect(i % 3 == 0 ? 2 : 0);
            _ = Thread.Yield();
            try
            {
                throw new InvalidOperationException("on purpose");
            }
            catch (InvalidOperationException)
            {
                caught++;
            }
        }

        Volatile.Write(ref stop, true);
        other.Join();
        Interrupts.SetTick(Interrupts.DefaultTick);
        ulong expected = (ulong)(machine.Nanoseconds - start) / TenKilohertz;
        ulong seen = Interrupts.TimerTicks - ticks;
        machine.Note($"{seen} ticks of {expected}, {switches} switches");
        Expect.Equal(Collections, caught);
        Expect.Equal(Collections * 200, kept.Count);
        for (int i = 0; i < kept.Count; i++)
        {
            Expect.Equal(((i / 200) + (i % 200)).ToString(System.Globalization.CultureInfo.InvariantCulture), kept[i]);
        }

        Expect.AtLeast(Collections, switches);

        // With instructions as the clock nothing can be late, so nothing may be lost; a busy host merges ticks before we see them.
        Expect.AtLeast(machine.Option("icount") is null ? (ulong)Collections : expected - (expected / 100), seen);
    }
}
