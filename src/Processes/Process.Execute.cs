using Vela.Capabilities;
using Vela.Fs;

namespace Vela.Processes;

/// <remarks>Running another program (execve(2)).</remarks>
public sealed partial class Process
{
    /// <summary>Replaces the program. Until it is done nothing has changed: there is no way back only after the last thing that can fail (M-35).</summary>
    /// <returns>As execve(2); waiting.</returns>
    public FileOutcome TryExecute(Thread thread, ExecRequest request)
    {
        FileOutcome outcome = Container.Loader.TryLoad(thread, request, out ProgramMemory? memory, out CapabilityHandle authority);
        if (outcome.IsDone)
        {
            Commit(thread, memory!, authority);
        }

        return outcome;
    }

    /// <summary>Loads the first program of a process that the kernel started.</summary>
    internal FileOutcome TryStart(Thread thread)
    {
        FileOutcome outcome = TryExecute(thread, FirstProgram!);
        if (outcome.IsWaiting)
        {
            return outcome;
        }

        FirstProgram = null;
        thread.Attention &= ~Attention.Start;
        Watcher?.Started(this, outcome.Error);
        if (!outcome.IsDone)
        {
            ExitWithCode(127);
        }

        return outcome;
    }

    private void Commit(Thread thread, ProgramMemory memory, CapabilityHandle authority)
    {
        if (Memory is not null)
        {
            Container.Scheduler.Personality.ThreadExits(thread); // so it looks to whoever shares the old memory
        }

        LeaveMemory(memory, authority);
        thread.Attention |= Attention.NewMemory;
        Descriptors.CloseForExecute();
        Actions = Actions.ForNewProgram();
        thread.AlternateStack = default;
        thread.ClearedAtExit = 0;
        thread.RobustList = 0;
        thread.Name = null;
        Name = memory.Name;
        HasExecuted = true;
    }
}
