using Vela.Fs;

namespace Vela.Tests.Processes;

/// <summary>A thread's waiter that only remembers.</summary>
internal sealed class NotingWaiter : FileWaiter
{
    public int Wakes { get; private set; }

    protected override void Wake() => Wakes++;
}
