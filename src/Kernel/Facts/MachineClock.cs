using System;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

internal sealed class MachineClock : IShellClock
{
    public TimeSpan Uptime => Executive.Time(Clock.Now);

    public DateTime UtcNow => DateTime.UnixEpoch.AddTicks((long)(Clock.Wall / 100));
}
