using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>An operation of the kernel that <c>bench</c> can repeat and time.</summary>
/// <param name="Name">One word, by which it is asked for.</param>
/// <param name="What">What is done once.</param>
/// <param name="Run">Does it so many times; only this is timed.</param>
public sealed record Measurement(string Name, string What, Func<int, KernelTask<Errno>> Run)
{
    /// <summary>How many times it can be done before <see cref="Prepare"/> is needed again.</summary>
    public int MostAtOnce { get; init; } = 1 << 16;

    /// <summary>Done before each <see cref="Run"/>.</summary>
    public Func<KernelTask<Errno>> Prepare { get; init; } = static () => new KernelTask<Errno>(Errno.None);

    /// <summary>An operation that never waits.</summary>
    public static Measurement Of(string name, string what, Func<int, Errno> run) => new(name, what, times => new KernelTask<Errno>(run(times)));
}
