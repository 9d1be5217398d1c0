using System.Runtime.CompilerServices;

namespace Vela.Hal;

/// <summary>A <see cref="KernelTask"/> that has a value to give.</summary>
[AsyncMethodBuilder(typeof(KernelTaskBuilder<>))]
public readonly struct KernelTask<T>
{
    private readonly KernelTaskCore<T>? _core;
    private readonly T? _value;
    private readonly uint _version;

    /// <summary>Work that was done before anybody asked.</summary>
    public KernelTask(T value)
    {
        _value = value;
    }

    internal KernelTask(KernelTaskCore<T> core, uint version)
    {
        _core = core;
        _version = version;
    }

    public bool IsCompleted => _core is null || _core.IsCompleted(_version);

    public KernelTaskAwaiter<T> GetAwaiter() => new(_core, _version, _value);
}
