using System;
using Vela.Boot;
using Vela.Fs;
using Vela.Shell;

namespace Vela.Kernel;

internal sealed class MachineClock : IShellClock, IFileClock
{
    public TimeSpan Uptime => Executive.Time(Clock.Now);

    FileTime IFileClock.Now => new((long)Clock.Wall);

    public DateTime UtcNow => DateTime.UnixEpoch.AddTicks((long)(Clock.Wall / 100));
}
