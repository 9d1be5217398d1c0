using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>A thread of the .NET runtime: its stack is where everything else about it is saved.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct HostThread
{
    public const ulong NoDeadline = ulong.MaxValue;

    /// <summary>Saved by <c>vela_switch</c> while the thread does not run.</summary>
    public ulong StackPointer;

    public ulong FsBase;

    /// <summary>Nanoseconds since boot; <see cref="NoDeadline"/> to wait for ever.</summary>
    public ulong Deadline;

    public ulong FutexAddress;

    /// <summary>Set to 0 and woken when the thread ends (set_tid_address(2)); 0 for none.</summary>
    public ulong ClearOnExit;

    /// <summary>Signals sent and not yet delivered, a bit each.</summary>
    public ulong PendingSignals;

    public ulong SignalMask;

    /// <summary>Nanoseconds of processor time until the last switch away.</summary>
    public ulong Ran;

    public ulong ResumedAt;

    public ulong SignalStack;

    public ulong SignalStackSize;

    public HostThreadState State;

    public int Id;

    /// <summary>0 when the last wait ended by a wake-up, 1 when by its deadline.</summary>
    public uint TimedOut;

    public uint FutexBits;

    /// <summary>prctl(PR_SET_NAME): up to 15 bytes and a zero.</summary>
    public ulong Name0;

    public ulong Name1;
}
