using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Signals as the runtime uses them: faults of managed code, and signals between its own threads (sigaction(2), signal(7)).</summary>
/// <remarks>
/// A hardware fault becomes a frame on the interrupted stack and a call of the installed handler, which edits the saved
/// registers so that returning throws the exception. Nothing else delivers while code runs: a sent signal waits for its
/// thread's next return from a host call, as on Linux it waits for the return to user mode.
/// </remarks>
internal static unsafe class Signals
{
    public const int Abort = 6;
    public const int BusError = 7;
    public const int FloatingPoint = 8;
    public const int SegmentationFault = 11;

    private const int Count = 65;
    private const ulong Default = 0;
    private const ulong Ignore = 1;
    private const ulong OnAlternateStack = 0x0800_0000;
    private const int FrameBytes = 8 + 128 + 304 + 8;
    private const int FloatingPointBytes = 512;

    private static Actions _actions;

    public static long SetAction(ulong signal, ulong* action, ulong* old)
    {
        if (signal is 0 or >= Count)
        {
            return -(long)Errno.Invalid;
        }

        ref Action slot = ref _actions[(int)signal];
        if (old != null)
        {
            old[0] = slot.Handler;
            old[1] = slot.Flags;
            old[2] = slot.Restorer;
            old[3] = slot.Mask;
        }

        if (action != null)
        {
            slot.Handler = action[0];
            slot.Flags = action[1];
            slot.Restorer = action[2];
            slot.Mask = action[3];
        }

        return 0;
    }

    public static long SetMask(ulong how, ulong* set, ulong* old)
    {
        HostThread* thread = HostThreads.Current;
        if (old != null)
        {
            *old = thread->SignalMask;
        }

        if (set != null)
        {
            switch (how)
            {
                case 0: thread->SignalMask |= *set; break;
                case 1: thread->SignalMask &= ~*set; break;
                case 2: thread->SignalMask = *set; break;
                default: return -(long)Errno.Invalid;
            }
        }

        return 0;
    }

    public static long SetStack(ulong* stack, ulong* old)
    {
        const ulong Disabled = 2;
        HostThread* thread = HostThreads.Current;
        if (old != null)
        {
            old[0] = thread->SignalStack;
            old[1] = thread->SignalStackSize == 0 ? Disabled : 0;
            old[2] = thread->SignalStackSize;
        }

        if (stack != null)
        {
            bool off = (stack[1] & Disabled) != 0;
            thread->SignalStack = off ? 0 : stack[0];
            thread->SignalStackSize = off ? 0 : stack[2];
        }

        return 0;
    }

    /// <summary>kill, tkill and tgkill. An abort nobody handles ends the machine.</summary>
    public static long Send(int id, ulong signal)
    {
        if (signal >= Count)
        {
            return -(long)Errno.Invalid;
        }

        HostThread* thread = HostThreads.Find(id);
        if (thread == null)
        {
            return -(long)Errno.NoProcess;
        }

        if (signal == 0)
        {
            return 0;
        }

        ulong handler = _actions[(int)signal].Handler;
        if (handler == Default)
        {
            if (signal == Abort)
            {
                Stop.Panic("the runtime aborted"u8);
            }

            return 0;
        }

        if (handler != Ignore)
        {
            thread->PendingSignals |= 1UL << (int)(signal - 1);
        }

        return 0;
    }

    /// <summary>Whether somebody wants to hear of this fault; if so, changes <paramref name="frame"/> to run the handler.</summary>
    public static bool TryDeliverFault(int signal, int code, ulong address, TrapFrame* frame, byte* floatingPoint)
    {
        ref Action action = ref _actions[signal];
        return action.Handler > Ignore && Push(signal, code, address, frame, floatingPoint, ref action);
    }

    /// <summary>At the end of a host call: runs the handlers of what was sent to this thread meanwhile.</summary>
    public static void DeliverPending(HostFrame* host)
    {
        HostThread* thread = HostThreads.Current;
        ulong deliverable = thread->PendingSignals & ~thread->SignalMask;
        if (deliverable == 0)
        {
            return;
        }

        int signal = System.Numerics.BitOperations.TrailingZeroCount(deliverable) + 1;
        thread->PendingSignals &= ~(1UL << (signal - 1));
        TrapFrame frame;
        Unsafe.SkipInit(out frame);
        FromHost(host, &frame);
        byte* floatingPoint = stackalloc byte[FloatingPointBytes + 16];
        floatingPoint = (byte*)(((ulong)floatingPoint + 15) & ~15UL);
        SaveFloatingPoint(floatingPoint);
        if (Push(signal, 0, 0, &frame, floatingPoint, ref _actions[signal]))
        {
            Resume(&frame, floatingPoint);
        }
    }

    /// <summary>rt_sigreturn(2): continues with the registers of the frame, which the handler may have changed.</summary>
    public static void Return(HostFrame* host)
    {
        UserContext* context = (UserContext*)HostFrame.StackPointer(host);
        HostThreads.Current->SignalMask = context->Mask;
        TrapFrame frame;
        Unsafe.SkipInit(out frame);
        ref Registers r = ref context->Registers;
        frame.R8 = r.R8;
        frame.R9 = r.R9;
        frame.R10 = r.R10;
        frame.R11 = r.R11;
        frame.R12 = r.R12;
        frame.R13 = r.R13;
        frame.R14 = r.R14;
        frame.R15 = r.R15;
        frame.Rdi = r.Rdi;
        frame.Rsi = r.Rsi;
        frame.Rbp = r.Rbp;
        frame.Rbx = r.Rbx;
        frame.Rdx = r.Rdx;
        frame.Rax = r.Rax;
        frame.Rcx = r.Rcx;
        frame.Rsp = r.Rsp;
        frame.Rip = r.Rip;
        frame.RFlags = r.RFlags;
        frame.Cs = Selector.KernelCode;
        frame.Ss = Selector.KernelStack;
        Resume(&frame, (byte*)r.FloatingPoint);
    }

    private static bool Push(int signal, int code, ulong address, TrapFrame* frame, byte* floatingPoint, ref Action action)
    {
        HostThread* thread = HostThreads.Current;
        ulong top = frame->Rsp - HostFrame.RedZone;
        bool alternate = (action.Flags & OnAlternateStack) != 0 && thread->SignalStackSize != 0
            && (frame->Rsp < thread->SignalStack || frame->Rsp >= thread->SignalStack + thread->SignalStackSize);
        if (alternate)
        {
            top = thread->SignalStack + thread->SignalStackSize;
        }

        ulong savedFloatingPoint = (top - FloatingPointBytes) & ~63UL;
        ulong start = ((savedFloatingPoint - FrameBytes) & ~15UL) - 8;
        if (!IsWritable(start) || !IsWritable(top - 1))
        {
            return false;
        }

        for (int i = 0; i < FloatingPointBytes / 8; i++)
        {
            ((ulong*)savedFloatingPoint)[i] = ((ulong*)floatingPoint)[i];
        }

        *(ulong*)start = action.Restorer;
        UserContext* context = (UserContext*)(start + 8);
        for (int i = 0; i < sizeof(UserContext) / 8; i++)
        {
            ((ulong*)context)[i] = 0;
        }

        ref Registers r = ref context->Registers;
        r.R8 = frame->R8;
        r.R9 = frame->R9;
        r.R10 = frame->R10;
        r.R11 = frame->R11;
        r.R12 = frame->R12;
        r.R13 = frame->R13;
        r.R14 = frame->R14;
        r.R15 = frame->R15;
        r.Rdi = frame->Rdi;
        r.Rsi = frame->Rsi;
        r.Rbp = frame->Rbp;
        r.Rbx = frame->Rbx;
        r.Rdx = frame->Rdx;
        r.Rax = frame->Rax;
        r.Rcx = frame->Rcx;
        r.Rsp = frame->Rsp;
        r.Rip = frame->Rip;
        r.RFlags = frame->RFlags;
        r.Segments = Selector.KernelCode;
        r.ErrorCode = frame->ErrorCode;
        r.Vector = frame->Vector;
        r.FaultAddress = address;
        r.FloatingPoint = savedFloatingPoint;
        context->Mask = thread->SignalMask;

        int* information = (int*)((byte*)context + sizeof(UserContext));
        for (int i = 0; i < 32; i++)
        {
            information[i] = 0;
        }

        information[0] = signal;
        information[2] = code;
        *(ulong*)(information + 4) = address;

        thread->SignalMask |= action.Mask | (1UL << (signal - 1));
        frame->Rip = action.Handler;
        frame->Rsp = start;
        frame->Rdi = (ulong)signal;
        frame->Rsi = (ulong)information;
        frame->Rdx = (ulong)context;
        frame->Rax = 0;
        frame->RFlags &= ~(RFlags.Direction | RFlags.Trap);
        return true;
    }

    private static void FromHost(HostFrame* host, TrapFrame* frame)
    {
        frame->R15 = host->R15;
        frame->R14 = host->R14;
        frame->R13 = host->R13;
        frame->R12 = host->R12;
        frame->R11 = host->R11;
        frame->R10 = host->R10;
        frame->R9 = host->R9;
        frame->R8 = host->R8;
        frame->Rdi = host->Rdi;
        frame->Rsi = host->Rsi;
        frame->Rbp = host->Rbp;
        frame->Rbx = host->Rbx;
        frame->Rdx = host->Rdx;
        frame->Rcx = host->Rcx;
        frame->Rax = host->Rax;
        frame->Vector = 0;
        frame->ErrorCode = 0;
        frame->Rip = host->Rcx;
        frame->Cs = Selector.KernelCode;
        frame->RFlags = host->R11;
        frame->Rsp = HostFrame.StackPointer(host);
        frame->Ss = Selector.KernelStack;
    }

    private static bool IsWritable(ulong address) =>
        (KernelTables.Read(address) & (KernelTables.Present | KernelTables.Writable)) == (KernelTables.Present | KernelTables.Writable);

    [RuntimeImport("vela_resume"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Resume(TrapFrame* frame, byte* floatingPoint);

    [RuntimeImport("vela_save_floating_point"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SaveFloatingPoint(byte* area);

    private struct Action
    {
        public ulong Handler;
        public ulong Flags;
        public ulong Restorer;
        public ulong Mask;
    }

    [InlineArray(Count)]
    private struct Actions
    {
        private Action _first;
    }

    /// <summary>struct sigcontext of x86-64 (asm/sigcontext.h), in the order of gregs[].</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Registers
    {
        public ulong R8;
        public ulong R9;
        public ulong R10;
        public ulong R11;
        public ulong R12;
        public ulong R13;
        public ulong R14;
        public ulong R15;
        public ulong Rdi;
        public ulong Rsi;
        public ulong Rbp;
        public ulong Rbx;
        public ulong Rdx;
        public ulong Rax;
        public ulong Rcx;
        public ulong Rsp;
        public ulong Rip;
        public ulong RFlags;
        public ulong Segments;
        public ulong ErrorCode;
        public ulong Vector;
        public ulong OldMask;
        public ulong FaultAddress;
        public ulong FloatingPoint;
        public ulong Reserved0;
        public ulong Reserved1;
        public ulong Reserved2;
        public ulong Reserved3;
        public ulong Reserved4;
        public ulong Reserved5;
        public ulong Reserved6;
        public ulong Reserved7;
    }

    /// <summary>struct ucontext (asm-generic/ucontext.h): flags, link, stack, registers, mask.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct UserContext
    {
        public ulong Flags;
        public ulong Link;
        public ulong Stack;
        public ulong StackFlags;
        public ulong StackSize;
        public Registers Registers;
        public ulong Mask;
    }
}
