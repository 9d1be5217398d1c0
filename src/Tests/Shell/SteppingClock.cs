using System;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>A clock that goes on by so much whenever it is looked at.</summary>
internal sealed class SteppingClock(TimeSpan step) : IShellClock
{
    public TimeSpan Uptime { get => field += step; private set; }

    public DateTime UtcNow => DateTime.UnixEpoch;
}
