using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Vela.Tests.Boot;

/// <summary>What the host's scheduler gave a process: a machine that got no processor looks from outside like one that sleeps for ever.</summary>
/// <remarks>Linux's /proc/PID/task/TID/schedstat: nanoseconds on a processor, nanoseconds ready and waiting for one.</remarks>
internal sealed class HostSchedule(Process process)
{
    /// <summary>How long the thread that waited longest has been ready and had no processor; zero where the host does not say.</summary>
    public TimeSpan Waited => Longest(field: 1);

    /// <summary>How long the thread that ran longest has been on one.</summary>
    public TimeSpan Ran => Longest(field: 0);

    private TimeSpan Longest(int field)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{process.Id}/task")
                .Select(thread => File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' '))
                .Select(fields => TimeSpan.FromMicroseconds(long.Parse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture) / 1000))
                .Max();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return TimeSpan.Zero; // it ended meanwhile, or the host keeps no such account
        }
    }
}
