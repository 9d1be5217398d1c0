using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>How kernel tasks use files: a try that waits is started again when what it waits for has come.</summary>
/// <remarks>Programs' threads do not come here; they wait for the same events (<see cref="PageEvents"/>) in their own way.</remarks>
public sealed class FileWaits(IExecutive executive, PageEvents pages)
{
    /// <summary>Waits for what an operation named, or for the interruption.</summary>
    public async KernelTask<WaitOutcome> Wait(FileOutcome outcome, Interruption? interruption = null)
    {
        Panic.When(!outcome.IsWaiting, "a wait for nothing");
        TaskWaiter waiter = new(executive);
        FileEvent happening = pages.EventOf(outcome);
        happening.Add(waiter);
        WaitOutcome ended = await waiter.Woken.Wait(interruption);
        happening.Remove(waiter);
        return ended;
    }

    /// <summary>Starts an operation again until it does not wait.</summary>
    public async KernelTask<Errno> Settle(Func<FileOutcome> operation)
    {
        FileOutcome outcome;
        while ((outcome = operation()).IsWaiting)
        {
            _ = await Wait(outcome);
        }

        return outcome.Error;
    }

    private sealed class TaskWaiter(IExecutive executive) : FileWaiter
    {
        public KernelWaitQueue Woken { get; } = new(executive);

        protected internal override void Wake() => Woken.WakeAll();
    }
}
