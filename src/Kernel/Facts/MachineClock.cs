using System;
using Vela.Boot;
using Vela.Fs;
using Vela.Processes;
using Vela.Shell;

namespace Vela.Kernel;

internal sealed class MachineClock : IShellClock, IFileClock, IClocks
{
    public TimeSpan Uptime => Executive.Time(Clock.Now);

    public ulong Nanoseconds => Clock.Now;

    public long UnixNanoseconds => unchecked((long)Clock.Wall); // until 2262

    FileTime IFileClock.Now => new(UnixNanoseconds);

    public DateTime UtcNow => DateTime.UnixEpoch.AddTicks((long)(Clock.Wall / 100));
}
