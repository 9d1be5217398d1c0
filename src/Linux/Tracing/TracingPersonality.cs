using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>Stands before the system calls while somebody watches them, and passes all on (strace(1)).</summary>
/// <remarks>Owns nothing. In place (<see cref="Scheduler.Personality"/>) only while there is something to watch: nobody else pays for it.</remarks>
public sealed class TracingPersonality(IPersonality inner, ICallSink sink) : IPersonality
{
    private const ulong ExitThread = 60;
    private const ulong ExitProcess = 231;

    public void Call(Thread thread, ref UserContext registers)
    {
        if (!sink.Wants(thread.Process))
        {
            inner.Call(thread, ref registers);
            return;
        }

        TracedCall call = new()
        {
            ThreadId = thread.ThreadId,
            Number = registers.Rax,
            First = registers.Rdi,
            Second = registers.Rsi,
            Third = registers.Rdx,
            Fourth = registers.R10,
            Fifth = registers.R8,
            Sixth = registers.R9,
        };
        inner.Call(thread, ref registers);
        bool isOver = call.Number is ExitThread or ExitProcess;
        const Attention Unfinished = Attention.Parked | Attention.Resume | Attention.Restart;
        if (isOver || (thread.Attention & Unfinished) == 0)
        {
            call.HasResult = !isOver;
            call.Result = unchecked((long)registers.Rax);
            sink.Note(in call); // a call that waits is noted when it is dispatched for the last time
        }
    }

    public void EndInterruptedCall(Thread thread, Errno error)
    {
        if (error != Errno.None && sink.Wants(thread.Process))
        {
            ref UserContext registers = ref thread.Registers;
            sink.Note(new TracedCall
            {
                ThreadId = thread.ThreadId,
                Number = registers.Rax,
                First = registers.Rdi,
                Second = registers.Rsi,
                Third = registers.Rdx,
                Fourth = registers.R10,
                Fifth = registers.R8,
                Sixth = registers.R9,
                Result = -(long)error,
                HasResult = true,
            });
        }

        inner.EndInterruptedCall(thread, error);
    }

    public FileOutcome TryEnterHandler(Thread thread, in SignalInfo info, in SignalAction action) => inner.TryEnterHandler(thread, in info, in action);

    public FileOutcome TryPrepareStack(Thread thread, ProgramMemory memory, LoadedProgram program, ExecRequest request) =>
        inner.TryPrepareStack(thread, memory, program, request);

    public void ThreadExits(Thread thread) => inner.ThreadExits(thread);
}
