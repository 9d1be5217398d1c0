using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>What is said when kernel awaits and those of the thread pool are mixed.</summary>
internal static class KernelTaskMisuse
{
    [DoesNotReturn]
    public static void OnlyInKernelTasks() =>
        Panic.Invariant("a kernel wait was awaited outside a KernelTask: only the executive may resume it");

    [DoesNotReturn]
    public static void OnlyKernelWaits(string awaiter) =>
        Panic.Invariant("a KernelTask awaited " + awaiter + ", which the executive does not resume");
}
