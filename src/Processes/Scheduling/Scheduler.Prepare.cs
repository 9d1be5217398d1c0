using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>What must be done before a thread enters ring 3, and what its faults mean.</remarks>
public sealed partial class Scheduler
{
    private const ulong WriteFault = 2;
    private const ulong UserFault = 4;
    private const ulong FetchFault = 16;

    /// <summary>What hardly ever keeps a thread from ring 3.</summary>
    private const Attention Rare = Attention.Exit | Attention.Stopped | Attention.Suspended | Attention.Spent | Attention.Yield
        | Attention.Start | Attention.NewMemory;

    /// <summary>Does what the thread's attention asks for, until that is nothing. False: it cannot run now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAttend(Thread thread)
    {
        do
        {
            Attention attention = thread.Attention;
            if ((attention & Rare) != Attention.None)
            {
                if (!TryAttendRare(thread, attention))
                {
                    return false;
                }
            }
            else if ((attention & Attention.Parked) != 0)
            {
                return false;
            }
            else if ((attention & Attention.Resume) != 0)
            {
                ResumeCall(thread);
            }
            else
            {
                thread.TakeSignals(Personality);
            }
        }
        while (thread.Attention != Attention.None);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAttendRare(Thread thread, Attention attention)
    {
        if ((attention & Attention.Exit) != 0)
        {
            thread.Process.EndThread(thread);
            Forget(thread);
            return false;
        }

        if ((attention & CannotRun) != 0)
        {
            return false;
        }

        if ((attention & Attention.Yield) != 0)
        {
            thread.Attention &= ~Attention.Yield;
            return !TryYield(thread);
        }

        if ((attention & Attention.NewMemory) != 0)
        {
            thread.Attention &= ~Attention.NewMemory; // made active below, with all else
        }
        else
        {
            Start(thread);
        }

        return true;
    }

    /// <summary>Puts a thread behind the next one. False: there is none.</summary>
    private bool TryYield(Thread thread)
    {
        if (_ready.First is not { } first)
        {
            return false;
        }

        thread.VirtualRuntime = first.VirtualRuntime >= thread.VirtualRuntime ? first.VirtualRuntime + 1 : thread.VirtualRuntime;
        return true;
    }

    /// <summary>Dispatches a call again that waited.</summary>
    private void ResumeCall(Thread thread)
    {
        thread.Attention &= ~Attention.Resume;
        thread.IsResuming = true;
        Personality.Call(thread, ref thread.Registers);
        thread.IsResuming = false;
    }

    private static void Start(Thread thread)
    {
        FileOutcome outcome = thread.Process.TryStart(thread);
        if (outcome.IsWaiting)
        {
            thread.Park(outcome);
            thread.Attention &= ~Attention.Resume;
        }
    }

    private void ServeFault(Thread thread, in UserContext context)
    {
        if ((context.ErrorCode & UserFault) == 0)
        {
            // The processor itself touched something in the program's name, as the kernel would (SDM 3A, 4.6.1): no page makes that good, and it would fault for ever.
            thread.Force(new SignalInfo { Signal = Signal.Segmentation, Code = SignalCode.Kernel, Value = context.FaultAddress });
            return;
        }

        Access needed = (context.ErrorCode & WriteFault) != 0 ? Access.Write
            : (context.ErrorCode & FetchFault) != 0 ? Access.Execute : Access.Read;
        FaultOutcome outcome = thread.Process.Memory!.Space.Fault(new VirtualAddress(context.FaultAddress), needed);
        if (!outcome.IsContinue)
        {
            Refuse(thread, outcome, context.FaultAddress);
        }

        if (Watch is { } watch && thread.Process.Memory is { } memory)
        {
            watch.Faulted(memory.Space, new VirtualAddress(context.FaultAddress).Page);
        }
    }

    private static void Refuse(Thread thread, FaultOutcome outcome, ulong address)
    {
        (Signal signal, int code) = outcome.Verdict switch
        {
            FaultVerdict.NotMapped => (Signal.Segmentation, SignalCode.AddressNotMapped),
            FaultVerdict.AccessDenied => (Signal.Segmentation, SignalCode.AccessDenied),
            FaultVerdict.BeyondEnd or FaultVerdict.PagerFailed => (Signal.Bus, SignalCode.NoSuchAddress),
            FaultVerdict.OutOfMemory => (Signal.Kill, SignalCode.Kernel),
            _ => (Signal.None, 0),
        };
        if (signal == Signal.None)
        {
            thread.ParkOnPage(outcome);
            return;
        }

        thread.Process.Container.Log.Refused(thread, outcome.Verdict, address);
        thread.Force(new SignalInfo { Signal = signal, Code = code, Value = address });
    }

    /// <summary>An exception of the processor becomes the signal that Linux makes of it.</summary>
    private static void SendException(Thread thread, UserExit exit)
    {
        ulong at = thread.Registers.Rip;
        (Signal signal, int code, ulong address) = exit switch
        {
            UserExit.DivideError => (Signal.FloatingPoint, SignalCode.IntegerDivision, at),
            UserExit.Debug => (Signal.Trap, SignalCode.SingleStep, at),
            UserExit.Breakpoint => (Signal.Trap, SignalCode.Kernel, 0ul),
            UserExit.Overflow => (Signal.Segmentation, SignalCode.Kernel, 0ul),
            UserExit.InvalidOpcode => (Signal.IllegalInstruction, SignalCode.IllegalOperation, at),
            UserExit.FloatingPoint or UserExit.VectorFloatingPoint => (Signal.FloatingPoint, SignalCode.InvalidFloatingPoint, at),
            UserExit.AlignmentCheck => (Signal.Bus, SignalCode.MisalignedAddress, 0ul),
            UserExit.SegmentNotPresent or UserExit.StackFault => (Signal.Bus, SignalCode.Kernel, 0ul),
            _ => (Signal.Segmentation, SignalCode.Kernel, 0ul),
        };
        thread.Force(new SignalInfo { Signal = signal, Code = code, Value = address });
    }
}
