using System;

namespace Vela.SelfTests;

internal sealed class DateIsPlausible() : SelfTest("The date comes from the machine's clock", "C-101")
{
    public override void Run(ISelfTestMachine machine)
    {
        DateTime now = DateTime.UtcNow;
        machine.Note($"date {now:O}");
        Expect.AtLeast(2025, now.Year);
        Expect.AtMost(2100, now.Year);
        Expect.Equal(TimeSpan.Zero, TimeZoneInfo.Local.GetUtcOffset(now));
    }
}
