using Vela.Fs;

namespace Vela.Processes;

/// <summary>How far a call got before it had to wait. All that a blocked thread is, besides its registers.</summary>
public struct CallProgress
{
    public FileProgress File;

    /// <summary>Of copies to and from the program.</summary>
    public Memory.Progress Copy;

    /// <summary>When a timed wait ends, in nanoseconds since boot; 0: not yet known.</summary>
    public ulong Deadline;

    /// <summary>Which part of the call is done already, for calls of several parts.</summary>
    public int Step;

    public ulong Value;

    public ICallState? State;
}
