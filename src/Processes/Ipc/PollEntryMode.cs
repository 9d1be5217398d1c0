using System;

namespace Vela.Processes;

/// <summary>How often an entry of a <see cref="PollSet"/> is told (epoll_ctl(2)).</summary>
[Flags]
public enum PollEntryMode
{
    /// <summary>As long as it is ready: level-triggered.</summary>
    None = 0,

    /// <summary>Once for each time something happened (EPOLLET).</summary>
    EdgeTriggered = 1,

    /// <summary>Once, then not before it is modified (EPOLLONESHOT).</summary>
    OneShot = 2,
}
