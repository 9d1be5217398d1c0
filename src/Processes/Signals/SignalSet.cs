using System;
using System.Numerics;

namespace Vela.Processes;

/// <summary>A set of signals; bit n-1 is signal n, as sigset_t has it.</summary>
public readonly struct SignalSet(ulong bits) : IEquatable<SignalSet>
{
    /// <summary>Those that no program can block, catch or ignore (signal(7)).</summary>
    public static SignalSet Unstoppable => Of(Signal.Kill) | Of(Signal.Stop);

    /// <summary>Those that a thread gets for what it did itself: taken before all others, so that the handler sees the machine as it was.</summary>
    public static SignalSet Synchronous =>
        Of(Signal.Segmentation) | Of(Signal.Bus) | Of(Signal.IllegalInstruction) | Of(Signal.Trap) | Of(Signal.FloatingPoint) | Of(Signal.BadSystemCall);

    /// <summary>Those whose default is to stop the process.</summary>
    public static SignalSet Stopping => Of(Signal.Stop) | Of(Signal.TerminalStop) | Of(Signal.TerminalInput) | Of(Signal.TerminalOutput);

    public ulong Bits { get; } = bits;

    /// <summary>Those that do something as soon as they are sent, whoever is to take them.</summary>
    internal static SignalSet Immediate => Of(Signal.Kill) | Of(Signal.Continue) | Stopping;

    public bool IsEmpty => Bits == 0;

    /// <summary>The lowest-numbered member; None of an empty set.</summary>
    public Signal First => IsEmpty ? Signal.None : (Signal)(BitOperations.TrailingZeroCount(Bits) + 1);

    public static SignalSet operator |(SignalSet left, SignalSet right) => new(left.Bits | right.Bits);

    public static SignalSet operator &(SignalSet left, SignalSet right) => new(left.Bits & right.Bits);

    public static SignalSet operator -(SignalSet left, SignalSet right) => new(left.Bits & ~right.Bits);

    public static bool operator ==(SignalSet left, SignalSet right) => left.Bits == right.Bits;

    public static bool operator !=(SignalSet left, SignalSet right) => left.Bits != right.Bits;

    public static SignalSet Of(Signal signal) => new(1UL << unchecked((int)signal - 1)); // numbers are small

    public bool Contains(Signal signal) => (Bits >> unchecked((int)signal - 1) & 1) != 0;

    public bool Equals(SignalSet other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is SignalSet other && Equals(other);

    public override int GetHashCode() => Bits.GetHashCode();
}
