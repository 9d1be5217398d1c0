using System;

namespace Vela.SelfTests;

/// <summary>Upper limits of time. An emulator that the host stops for a while looks from inside like a wait that lasts too long.</summary>
internal static class WallClock
{
    private const int Attempts = 5;

    /// <summary>
    /// Where instructions are the clock the first measurement must keep to the limit. Elsewhere one in five must: what is wrong
    /// with a wait is wrong every time, what the host does to it is not.
    /// </summary>
    public static void ExpectUndisturbed(ISelfTestMachine machine, string what, double limit, Func<double> measure)
    {
        int attempts = machine.Option("icount") is null ? Attempts : 1;
        double measured = double.MaxValue;
        for (int attempt = 0; attempt < attempts && measured > limit; attempt++)
        {
            measured = measure();
            machine.Note($"{what}: {measured:F1} ms");
        }

        Expect.AtMost(limit, measured);
    }
}
