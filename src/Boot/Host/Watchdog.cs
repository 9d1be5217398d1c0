using System;
using System.Runtime;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Reports a step of the executive that does not end, with its stack, from the timer's interrupt (idea 2: no step is long).</summary>
public static unsafe class Watchdog
{
    private static MachineState* _state;
    private static ulong _limitTicks;
    private static StackTrace.Addresses _stack;
    private static int _stackCount;

    public static ulong Reports { get; private set; }

    internal static void Initialise(MachineState* state) => _state = state;

    /// <summary>A step begins now; it is reported after <paramref name="milliseconds"/>, once. 0 takes the watch off.</summary>
    public static void Watch(ulong milliseconds)
    {
        _limitTicks = milliseconds * 1_000_000 / HostThreads.TickNanoseconds;
        _state->WatchdogTick = milliseconds == 0 ? ulong.MaxValue : _state->TimerTicks + _limitTicks;
    }

    /// <summary>Whether the last reported stack has a function whose name holds <paramref name="part"/> (ASCII).</summary>
    public static bool LastStackNames(string part)
    {
        byte* text = stackalloc byte[320];
        for (int i = 0; i < _stackCount; i++)
        {
            Utf8Writer writer = new(text, 320);
            Symbols.Append(ref writer, _stack[i]);
            if (writer.Written.IndexOf(System.Text.Encoding.ASCII.GetBytes(part)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    [RuntimeExport("vela_watchdog")]
    internal static void Report(TrapFrame* frame)
    {
        _state->WatchdogTick = ulong.MaxValue;
        Reports++;
        byte* text = stackalloc byte[100];
        Utf8Writer writer = new(text, 100);
        writer.Append("watchdog: a step has run for more than "u8);
        writer.AppendDecimal(_limitTicks * HostThreads.TickNanoseconds / 1_000_000);
        writer.Append(" ms; its stack:"u8);
        Log.Write(LogLevel.Warning, writer.Written);
        _stackCount = StackTrace.Collect(frame->Rbp, frame->Rsp, frame->Rip, ref _stack);
        StackTrace.Write(ref _stack, _stackCount);
    }
}
