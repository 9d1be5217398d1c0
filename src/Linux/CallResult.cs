using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Linux;

/// <summary>What a system call leaves in RAX: a value, an error below zero, or nothing yet.</summary>
public readonly struct CallResult(long value)
{
    /// <summary>No error and no address: errors end at -4095, addresses are above 0.</summary>
    private const long DeferredValue = int.MinValue;

    /// <summary>RAX is not to be touched: the call waits, or the registers are another's now (execve, sigreturn).</summary>
    public static CallResult Deferred => new(DeferredValue);

    public long Value { get; } = value;

    public bool IsDeferred => Value == DeferredValue;

    public static implicit operator CallResult(long value) => new(value);

    public bool IsFailure => Value is < 0 and > -4096;

    /// <summary>A right or a capability is missing. Linux has no number for that: <see cref="SystemCallRights.Denial"/> has what programs are told.</summary>
    public bool IsDenied => Value is -(long)Errno.NotCapable or -(long)Errno.CapabilityMode;

    /// <summary>0 for None.</summary>
    public static implicit operator CallResult(Errno error) => new(unchecked(-(long)error)); // of 32 bits

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CallResult Of(Result<int> result) => result.Ok(out int value, out Errno error) ? value : error;

    /// <summary>An address, which may have its highest bit set.</summary>
    public static CallResult Address(ulong address) => new(unchecked((long)address));
}
