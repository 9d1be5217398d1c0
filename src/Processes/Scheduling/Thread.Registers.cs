namespace Vela.Processes;

/// <remarks>Registers that are not in <see cref="Registers"/>, and a new program's.</remarks>
public sealed partial class Thread
{
    /// <summary>All registers as a new program finds them, x87 and vectors too.</summary>
    public void ResetRegisters()
    {
        _scheduler.ResetState(this);
        Registers.Cs = Hal.UserContext.UserCode;
        Registers.Ss = Hal.UserContext.UserData;
        Registers.RFlags = 0x202; // interrupts on, and the bit that is always 1 (SDM 1, 3.4.3)
        Registers.Mxcsr = Hal.UserContext.InitialMxcsr;
        Registers.ReturnByInterrupt();
    }

    /// <summary>Lets others that are ready go first (sched_yield(2)).</summary>
    public void Yield() => Attention |= Attention.Yield;

    /// <summary>Others may go first, then the call is dispatched again: a step of a long operation is done.</summary>
    public void CallAgain() => Attention |= Attention.Resume | Attention.Yield;

    /// <summary>Ends this thread; the process with its last (exit(2)).</summary>
    public void Exit(int code)
    {
        if (Process.Threads.Count == 1)
        {
            Process.ExitWithCode(code);
        }
        else
        {
            NoteExit();
        }
    }
}
