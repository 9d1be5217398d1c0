using System.Runtime;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Reports a step of the executive that does not end, with its stack, from the timer's interrupt (idea 2: no step is long).</summary>
internal static unsafe class Watchdog
{
    private static MachineState* _state;
    private static ulong _limitTicks;

    public static ulong Reports;

    public static void Initialise(MachineState* state) => _state = state;

    /// <summary>A step begins now; it is reported after <paramref name="milliseconds"/>, once. 0 takes the watch off.</summary>
    public static void Watch(ulong milliseconds)
    {
        _limitTicks = milliseconds * 1_000_000 / HostThreads.TickNanoseconds;
        _state->WatchdogTick = milliseconds == 0 ? ulong.MaxValue : _state->TimerTicks + _limitTicks;
    }

    [RuntimeExport("vela_watchdog")]
    public static void Report(TrapFrame* frame)
    {
        _state->WatchdogTick = ulong.MaxValue;
        Reports++;
        Output.Write("watchdog: a step has run for more than "u8);
        Output.WriteDecimal(_limitTicks * HostThreads.TickNanoseconds / 1_000_000);
        Output.Write(" ms; its stack:\n"u8);
        StackTrace.Write(frame->Rbp, frame->Rip);
    }
}
