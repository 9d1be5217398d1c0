using Vela.Boot;

namespace Vela.SelfTests;

internal sealed class EndlessStepIsReported() : SelfTest("A step that does not end is reported with its stack", "C-100")
{
    /// <summary>A host that is busy gives the machine fewer ticks than time, and the watch counts ticks.</summary>
    private const long Long = 30_000_000_000;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        ulong before = Watchdog.Reports;
        ulong record = Log.Ring.NextSequence;
        machine.RunOnExecutive(() => SpinInAStep(machine));
        Expect.Equal(before + 1, Watchdog.Reports);
        Expect.AtLeast(record + 1, Log.Ring.NextSequence);
        Expect.That(Watchdog.LastStackNames(nameof(SpinInAStep)));
    }

    private static void SpinInAStep(ISelfTestMachine machine)
    {
        ulong before = Watchdog.Reports;
        long end = machine.Nanoseconds + Long;
        while (Watchdog.Reports == before && machine.Nanoseconds < end)
        {
        }
    }
}
