using Vela.Fs;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>What mount(2) and umount2(2) keep while they wait. Whoever stops waiting does not stop the work.</summary>
internal sealed class MountingCall(MountWork work) : ICallState
{
    public MountWork Work { get; } = work;

    public void Abandon()
    {
    }
}
