using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
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

        TracedCall call = TracedCall.Of(thread, in registers);
        AddressSpace? space = thread.Process.Memory?.Space;
        CallTexts.Read(space, ref call);
        inner.Call(thread, ref registers);
        bool isOver = call.Number is ExitThread or ExitProcess;
        const Attention Unfinished = Attention.Parked | Attention.Resume | Attention.Restart;
        if (isOver || (thread.Attention & Unfinished) == 0)
        {
            call.HasResult = !isOver;
            call.Result = unchecked((long)registers.Rax);
            if (!isOver && thread.Process.Memory?.Space == space)
            {
                CallTexts.Read(space, ref call); // what it wrote, and what it has brought into memory
            }

            sink.Note(in call); // a call that waits is noted when it is dispatched for the last time
        }
    }

    public void EndInterruptedCall(Thread thread, Errno error)
    {
        if (error != Errno.None && sink.Wants(thread.Process))
        {
            TracedCall call = TracedCall.Of(thread, in thread.Registers);
            call.HasResult = true;
            call.Result = -(long)error;
            sink.Note(in call);
        }

        inner.EndInterruptedCall(thread, error);
    }

    public FileOutcome TryEnterHandler(Thread thread, in SignalInfo info, in SignalAction action) => inner.TryEnterHandler(thread, in info, in action);

    public FileOutcome TryPrepareStack(Thread thread, ProgramMemory memory, LoadedProgram program, ExecRequest request) =>
        inner.TryPrepareStack(thread, memory, program, request);

    public void ThreadExits(Thread thread) => inner.ThreadExits(thread);
}
