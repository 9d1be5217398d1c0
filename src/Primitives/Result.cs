using System.Diagnostics.CodeAnalysis;

namespace Vela.Primitives;

/// <summary>What an operation that may fail returns: a value, or the reason there is none. At most 16 bytes for an 8-byte value.</summary>
/// <remarks>
/// For expected failure only; a broken invariant is <see cref="Panic"/>. Use it so:
/// <c>if (!Map(range).Ok(out Region? region, out Errno error)) { return error; }</c>.
/// </remarks>
public readonly struct Result<T>
{
    private readonly T? _value;
    private readonly Errno _error;

    private Result(T value)
    {
        _value = value;
        _error = Errno.None;
    }

    private Result(Errno error)
    {
        _value = default;
        _error = error;
    }

    /// <summary>Why it failed; <see cref="Errno.None"/> when it did not.</summary>
    public Errno Error => _error;

    public bool IsOk => _error == Errno.None;

    [SuppressMessage("Usage", "CA2225", Justification = "The conversions are the constructors.")]
    public static implicit operator Result<T>(T value) => new(value);

    /// <summary>A failure. <see cref="Errno.None"/> is not one, and stops the machine.</summary>
    public static implicit operator Result<T>(Errno error)
    {
        Panic.When(error == Errno.None, "a failed Result needs an error");
        return new Result<T>(error);
    }

    public bool Ok([MaybeNullWhen(false)] out T value, out Errno error)
    {
        value = _value;
        error = _error;
        return error == Errno.None;
    }

    /// <summary>The value of an operation that cannot have failed here.</summary>
    public T Expect(string why)
    {
        Panic.When(_error != Errno.None, why);
        return _value!;
    }
}
