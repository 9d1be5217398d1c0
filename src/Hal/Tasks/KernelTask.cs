using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>A piece of long kernel work of many steps, written as an async method: a mount, write-back, a shell command.</summary>
/// <remarks>
/// For work of many steps only: a system call or fault handler is a synchronous <c>Try…</c> and never async (docs/architecture.md).
/// Does not own: a thread, an ExecutionContext, a SynchronizationContext. It runs on the executive, where it was called until the first
/// wait, and then when <see cref="IExecutive"/> resumes it; the thread pool never sees it.
/// Invariants: awaited exactly once. A second await breaks the invariant at once; a task that ended and that nobody awaited is found when
/// it is collected (and, before that, by IDE0058 and CS4014 in the build). Only kernel awaits may occur inside; awaiting a
/// <see cref="System.Threading.Tasks.Task"/> breaks the invariant.
/// States: running → waiting → running … → completed or failed → consumed.
/// An <see cref="InvariantBrokenException"/> is never stored: it leaves through the executive at once.
/// </remarks>
[AsyncMethodBuilder(typeof(KernelTaskBuilder))]
public readonly struct KernelTask
{
    private readonly KernelTaskCore<Nothing>? _core;
    private readonly uint _version;

    internal KernelTask(KernelTaskCore<Nothing> core, uint version)
    {
        _core = core;
        _version = version;
    }

    /// <summary>Work that was done before anybody asked.</summary>
    public static KernelTask Completed => default;

    public bool IsCompleted => _core is null || _core.IsCompleted(_version);

    public KernelTaskAwaiter GetAwaiter() => new(_core, _version);
}
