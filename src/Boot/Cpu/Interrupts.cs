using System.Runtime;
using System.Runtime.InteropServices;
using System.Threading;
using Vela.Hal.X64;
using Vela.Hal;

namespace Vela.Boot;

/// <summary>Device interrupts as the executive sees them: bits that assembly has set, and a wait until there are some.</summary>
/// <remarks>
/// No managed code runs in an interrupt. The two waits below are ordinary P/Invokes: while they wait or let others run, their
/// thread does not hold up a collection.
/// </remarks>
public static unsafe class Interrupts
{
    /// <summary>Nanoseconds from tick to tick unless somebody changed it.</summary>
    public const ulong DefaultTick = HostThreads.DefaultTickNanoseconds;

    private static MachineState* _state;

    /// <summary>Interrupts of the local timer since boot.</summary>
    public static ulong TimerTicks => Volatile.Read(ref _state->TimerTicks);

    internal static void Initialise(MachineState* state)
    {
        _state = state;
        IoApic.Enable(state);
    }

    public static ulong CountOf(int line) => _state->LineInterrupts[line];

    /// <summary>Lets a line interrupt.</summary>
    public static void Enable(int line, InterruptTrigger trigger) => IoApic.Unmask(line, trigger);

    /// <summary>The line interrupts no more.</summary>
    public static void Disable(int line) => IoApic.Mask(line);

    /// <summary>The lines that have interrupted since the last call, a bit each.</summary>
    public static ulong Take() => Volatile.Read(ref _state->PendingLines) == 0 ? 0 : Interlocked.Exchange(ref _state->PendingLines, 0);

    /// <summary>The device on a level-triggered line has been served.</summary>
    public static void Done(int line)
    {
        if ((_state->LevelLines >> line & 1) != 0)
        {
            IoApic.Unmask(line, InterruptTrigger.Level);
        }
    }

    /// <summary>Changes how often the timer ticks while somebody runs.</summary>
    public static void SetTick(ulong nanoseconds) => HostThreads.SetTick(nanoseconds);

    /// <summary>Lets the runtime's other threads run, then sleeps until an interrupt or <paramref name="deadline"/> (nanoseconds since boot).</summary>
    [DllImport("vela", EntryPoint = "vela_wait_for_work")]
    public static extern void WaitForWork(ulong deadline);

    /// <summary>Lets the runtime's other threads run once, if any is ready.</summary>
    [DllImport("vela", EntryPoint = "vela_yield")]
    public static extern void Yield();

    /// <summary>Ends the executive's sleep: another thread has something for it.</summary>
    public static void WakeExecutive() => HostThreads.WakeAll(HostThreadState.WaitingInterrupt);

    [RuntimeExport("vela_wait_for_work")]
    internal static void WaitForWorkNow(ulong deadline)
    {
        Cpu.DisableInterrupts();
        if (_state->PendingLines == 0)
        {
            _ = HostThreads.Wait(HostThreadState.WaitingInterrupt, deadline);
        }

        Cpu.EnableInterrupts();
    }

    [RuntimeExport("vela_yield")]
    internal static void YieldNow()
    {
        Cpu.DisableInterrupts();
        HostThreads.Yield();
        Cpu.EnableInterrupts();
    }
}
