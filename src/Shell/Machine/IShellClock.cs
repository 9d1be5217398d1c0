using System;

namespace Vela.Shell;

/// <summary>The authority to know what time it is.</summary>
public interface IShellClock
{
    /// <summary>Since boot.</summary>
    TimeSpan Uptime { get; }

    /// <summary>The wall clock, in UTC.</summary>
    DateTime UtcNow { get; }
}
