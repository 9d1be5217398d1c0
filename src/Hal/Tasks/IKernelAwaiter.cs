using System.Runtime.CompilerServices;

namespace Vela.Hal;

/// <summary>What may be awaited in an async method that returns a <see cref="KernelTask"/>: everything that resumes through the executive.</summary>
public interface IKernelAwaiter : ICriticalNotifyCompletion
{
    /// <summary>Arranges that the executive runs <paramref name="step"/> when this is complete.</summary>
    void Continue(KernelStep step);
}
