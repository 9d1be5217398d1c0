using Vela.Processes;

namespace Vela.Linux;

/// <summary>What a call that waits for several files keeps meanwhile. Kept by the personality for the next such call.</summary>
internal sealed class PollingCall(LinuxPersonality owner) : ICallState
{
    public PollWait Wait { get; } = new();

    public PollingCall? Next { get; set; }

    public void Abandon()
    {
        Wait.Stop();
        owner.Keep(this);
    }
}
