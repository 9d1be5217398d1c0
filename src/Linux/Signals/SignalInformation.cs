using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>siginfo_t, as a handler or whoever waits gets it; which part of its union counts follows from signal and code (sigaction(2)).</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct SignalInformation
{
    public const int Bytes = 128;

    /// <summary>Nanoseconds of a clock_t (times(2)).</summary>
    public const ulong ClockTick = 10_000_000;

    private int _signal;
    private readonly int _error;
    private int _code;
    private readonly int _padding;

    /// <summary>si_addr; or si_pid, and si_uid above it.</summary>
    private ulong _senderOrAddress;

    /// <summary>si_value; or si_status.</summary>
    private ulong _valueOrStatus;
    private ulong _userTime;
    private ulong _systemTime;

    public static void Write(Span<byte> into, in SignalInfo info) => ByteWords.Over<SignalInformation>(into).Write(in info);

    /// <summary>As a program gives it that sends a signal itself (rt_sigqueueinfo(2)).</summary>
    public static SignalInfo Read(ReadOnlySpan<byte> from, Signal signal) => new()
    {
        Signal = signal,
        Code = BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
        Process = BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
        User = BinaryPrimitives.ReadUInt32LittleEndian(from[20..]),
        Value = BinaryPrimitives.ReadUInt64LittleEndian(from[24..]),
    };

    public void Write(in SignalInfo info)
    {
        this = default;
        _signal = (int)info.Signal;
        _code = info.Code;
        if (info.Code > 0 && SignalSet.Synchronous.Contains(info.Signal))
        {
            _senderOrAddress = info.Value;
            return;
        }

        _senderOrAddress = unchecked((uint)info.Process) | ((ulong)info.User << 32); // the bits of a number
        bool isChild = info.Signal == Signal.Child && info.Code > 0;
        _valueOrStatus = isChild ? unchecked((uint)info.Status) : info.Value; // the bits of a number
        if (isChild)
        {
            _userTime = info.UserTime / ClockTick;
            _systemTime = info.SystemTime / ClockTick;
        }
    }
}
