using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The runtime's threads: cooperative, first come first served, switched only inside host calls.</summary>
/// <remarks>
/// Owns: the table of threads, futex waits and sleeps. One thread runs until it waits, yields or ends; interrupts are off
/// throughout, so nothing here needs a lock. With nobody ready the processor sleeps until the nearest deadline or an interrupt.
/// Invariant: whoever runs is in state Ready; a waiting thread's <see cref="HostThread.Deadline"/> is in the future or none.
/// </remarks>
internal static unsafe class HostThreads
{
    public const int MaxThreads = 256;

    /// <summary>Ticks while somebody runs: often enough for the watchdog and for time slices, as Linux's 250 Hz.</summary>
    public const ulong DefaultTickNanoseconds = 4_000_000;

    private const int FirstId = 1;

    private static HostThread* _threads;
    private static int _used;
    private static bool _sleeping;
    private static MachineState* _state;
    private static ulong _returnAddress;

    public static HostThread* Current;

    public static ulong Switches;

    public static ulong TickNanoseconds;

    public static int Count
    {
        get
        {
            int count = 0;
            for (int i = 0; i < _used; i++)
            {
                count += _threads[i].State == HostThreadState.Free ? 0 : 1;
            }

            return count;
        }
    }

    public static void Initialise(MachineState* state, ulong returnAddress)
    {
        ulong frames = ((ulong)sizeof(HostThread) * MaxThreads) / FrameNumber.Size;
        FrameNumber first = PhysicalMap.Frames.AllocateRun(frames, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None, AllocationClass.Host);
        if (first.IsNone)
        {
            Stop.Panic("no memory for the thread table"u8);
        }

        for (ulong frame = 0; frame < frames; frame++)
        {
            PhysicalMap.Memory.ZeroPage(first + frame);
        }

        _threads = (HostThread*)(MemoryLayout.DirectMap + first.Address.Value);
        _state = state;
        _returnAddress = returnAddress;
        _used = 1;
        Current = &_threads[0];
        Current->State = HostThreadState.Ready;
        Current->Id = FirstId;
        Current->Deadline = HostThread.NoDeadline;
        SetTick(DefaultTickNanoseconds);
    }

    public static void SetTick(ulong nanoseconds)
    {
        TickNanoseconds = nanoseconds;
        LocalApic.StartPeriodic(nanoseconds);
    }

    /// <summary>The thread in slot <paramref name="index"/>, free ones included; null past the last.</summary>
    public static HostThread* At(int index) => index < _used ? &_threads[index] : null;

    public static HostThread* Find(int id)
    {
        for (int i = 0; i < _used; i++)
        {
            if (_threads[i].Id == id && _threads[i].State != HostThreadState.Free)
            {
                return &_threads[i];
            }
        }

        return null;
    }

    /// <summary>clone3(2) as the C library makes threads: shares everything, starts on the given stack with the caller's registers and 0.</summary>
    public static Errno Create(HostFrame* caller, ulong stackTop, ulong fsBase, ulong clearOnExit, out int id)
    {
        id = 0;
        int slot = 0;
        while (slot < _used && _threads[slot].State != HostThreadState.Free)
        {
            slot++;
        }

        if (slot == MaxThreads)
        {
            return Errno.Again;
        }

        if (slot == _used)
        {
            _used++;
        }

        HostFrame* frame = (HostFrame*)((stackTop & ~15UL) - HostFrame.RedZone - HostFrame.Bytes);
        *frame = *caller;
        frame->Rax = 0;

        // What vela_switch pops: six registers and the address it returns to.
        ulong* stack = (ulong*)frame;
        *--stack = _returnAddress;
        for (int i = 0; i < 6; i++)
        {
            *--stack = 0;
        }

        HostThread* thread = &_threads[slot];
        *thread = default;
        thread->StackPointer = (ulong)stack;
        thread->FsBase = fsBase;
        thread->ClearOnExit = clearOnExit;
        thread->Deadline = HostThread.NoDeadline;
        thread->SignalMask = Current->SignalMask;
        thread->Name0 = Current->Name0;
        thread->Name1 = Current->Name1;
        thread->Id = FirstId + slot;
        thread->State = HostThreadState.Ready;
        id = thread->Id;
        return Errno.None;
    }

    [DoesNotReturn]
    public static void Exit()
    {
        if (Current->ClearOnExit != 0)
        {
            *(uint*)Current->ClearOnExit = 0;
            _ = Wake(Current->ClearOnExit, int.MaxValue, uint.MaxValue);
        }

        Current->State = HostThreadState.Free;
        Schedule();
        Stop.Panic("a thread that had ended ran again"u8);
    }

    /// <summary>Lets every other ready thread run once.</summary>
    public static void Yield() => Schedule();

    /// <summary>Waits in <paramref name="state"/> until woken or <paramref name="deadline"/>; true when woken.</summary>
    public static bool Wait(HostThreadState state, ulong deadline)
    {
        Current->State = state;
        Current->Deadline = deadline;
        Current->TimedOut = 0;
        Schedule();
        return Current->TimedOut == 0;
    }

    /// <summary>Wakes up to <paramref name="count"/> threads that wait on a futex with any of <paramref name="bits"/> (futex(2)).</summary>
    public static int Wake(ulong address, int count, uint bits)
    {
        int woken = 0;
        for (int i = 0; i < _used && woken < count; i++)
        {
            HostThread* thread = &_threads[i];
            if (thread->State == HostThreadState.WaitingFutex && thread->FutexAddress == address && (thread->FutexBits & bits) != 0)
            {
                MakeReady(thread);
                woken++;
            }
        }

        return woken;
    }

    /// <summary>Moves waiters to another futex (FUTEX_REQUEUE).</summary>
    public static int Requeue(ulong from, ulong to, int count)
    {
        int moved = 0;
        for (int i = 0; i < _used && moved < count; i++)
        {
            HostThread* thread = &_threads[i];
            if (thread->State == HostThreadState.WaitingFutex && thread->FutexAddress == from)
            {
                thread->FutexAddress = to;
                moved++;
            }
        }

        return moved;
    }

    /// <summary>Wakes everybody who waits in this state.</summary>
    public static void WakeAll(HostThreadState state)
    {
        for (int i = 0; i < _used; i++)
        {
            if (_threads[i].State == state)
            {
                MakeReady(&_threads[i]);
            }
        }
    }

    public static void MakeReady(HostThread* thread)
    {
        thread->State = HostThreadState.Ready;
        thread->Deadline = HostThread.NoDeadline;
        thread->FutexAddress = 0;
    }

    private static void Schedule()
    {
        HostThread* next = PickNext();
        if (_sleeping)
        {
            _sleeping = false;
            LocalApic.StartPeriodic(TickNanoseconds);
        }

        if (next == Current)
        {
            return;
        }

        HostThread* previous = Current;
        ulong now = Clock.Now;
        previous->Ran += now - previous->ResumedAt;
        previous->FsBase = Cpu.ReadMsr(Msr.FsBase);
        next->ResumedAt = now;
        Current = next;
        Switches++;
        Cpu.WriteMsr(Msr.FsBase, next->FsBase);
        Switch(&previous->StackPointer, next->StackPointer);
    }

    /// <summary>The next ready thread after the current one, sleeping until there is one.</summary>
    private static HostThread* PickNext()
    {
        while (true)
        {
            ulong nearest = WakeExpired();
            if (_state->PendingLines != 0)
            {
                WakeAll(HostThreadState.WaitingInterrupt);
            }

            int start = (int)(Current - _threads);
            for (int i = 1; i <= _used; i++)
            {
                HostThread* candidate = &_threads[(start + i) % _used];
                if (candidate->State == HostThreadState.Ready)
                {
                    return candidate;
                }
            }

            ulong now = Clock.Now;
            if (nearest == HostThread.NoDeadline)
            {
                LocalApic.StartCount(0);
                _sleeping = true;
            }
            else if (nearest > now)
            {
                LocalApic.StartOnce(nearest - now);
                _sleeping = true;
            }
            else
            {
                continue;
            }

            Cpu.WaitForInterrupt();
        }
    }

    /// <summary>Makes ready whose deadline has come; returns the nearest of the others.</summary>
    private static ulong WakeExpired()
    {
        ulong nearest = HostThread.NoDeadline;
        ulong now = 0;
        for (int i = 0; i < _used; i++)
        {
            HostThread* thread = &_threads[i];
            if (thread->State <= HostThreadState.Ready || thread->Deadline == HostThread.NoDeadline)
            {
                continue;
            }

            now = now == 0 ? Clock.Now : now;
            if (thread->Deadline <= now)
            {
                MakeReady(thread);
                thread->TimedOut = 1;
            }
            else if (thread->Deadline < nearest)
            {
                nearest = thread->Deadline;
            }
        }

        return nearest;
    }

    [RuntimeImport("vela_switch"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Switch(ulong* stackPointer, ulong next);
}
