using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The system-call interface that a program was written for: its numbers and layouts, of which nothing is known here.</summary>
public interface IPersonality
{
    /// <summary>The thread made a system call, or is to go on with one (<see cref="Thread.IsResuming"/>). Its result is in its registers, or it is parked.</summary>
    /// <param name="thread">Who made it.</param>
    /// <param name="registers">The thread's <see cref="Thread.Registers"/>.</param>
    void Call(Thread thread, ref UserContext registers);

    /// <summary>A call was broken off for a signal whose handler runs now: it fails with an error, or, with None, is made again after the handler.</summary>
    void EndInterruptedCall(Thread thread, Errno error);

    /// <summary>Makes the thread run a signal's handler: builds the frame on its stack. Waiting, and failing when the stack cannot be written.</summary>
    FileOutcome TryEnterHandler(Thread thread, in SignalInfo info, in SignalAction action);

    /// <summary>Lays out the stack and the registers of a new program.</summary>
    /// <returns>ArgumentListTooLong, NoMemory; waiting.</returns>
    FileOutcome TryPrepareStack(Thread thread, ProgramMemory memory, LoadedProgram program, ExecRequest request);

    /// <summary>The thread is about to end: what the program is told of it in its memory.</summary>
    void ThreadExits(Thread thread);
}
