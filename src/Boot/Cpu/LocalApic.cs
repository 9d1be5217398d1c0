using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The processor's own interrupt controller and timer (SDM 3A, 11). The two 8259 controllers before it are masked for good.</summary>
internal static unsafe class LocalApic
{
    private const uint TaskPriority = 0x80;
    private const uint Spurious = 0xf0;
    private const uint TimerEntry = 0x320;
    private const uint LineEntry0 = 0x350;
    private const uint LineEntry1 = 0x360;
    private const uint ErrorEntry = 0x370;
    private const uint InitialCount = 0x380;
    private const uint CurrentCount = 0x390;
    private const uint Divide = 0x3e0;
    private const uint Masked = 1 << 16;
    private const uint Periodic = 1 << 17;
    private const uint DivideByOne = 0b1011;
    private const ulong PhysicalMask = 0x000f_ffff_ffff_f000;

    private static byte* _registers;

    /// <summary>Ticks the timer still has to run.</summary>
    public static uint Count => *(uint*)(_registers + CurrentCount);

    public static void Enable(MachineState* state)
    {
        // The 8259s are moved away from the exceptions' vectors before they are masked: a spurious interrupt may still come.
        Port.Out8(0x20, 0x11);
        Port.Out8(0xa0, 0x11);
        Port.Out8(0x21, 0xf0);
        Port.Out8(0xa1, 0xf8);
        Port.Out8(0x21, 4);
        Port.Out8(0xa1, 2);
        Port.Out8(0x21, 1);
        Port.Out8(0xa1, 1);
        Port.Out8(0x21, 0xff);
        Port.Out8(0xa1, 0xff);

        _registers = KernelTables.MapDevice(Cpu.ReadMsr(Msr.ApicBase) & PhysicalMask, 4096);
        if (_registers == null)
        {
            Stop.Panic("no memory to map the local APIC"u8);
        }

        state->LocalApic = (ulong)_registers;
        Write(TaskPriority, 0);
        Write(LineEntry0, Masked);
        Write(LineEntry1, Masked);
        Write(ErrorEntry, Masked);
        Write(Divide, DivideByOne);
        Write(TimerEntry, Masked);
        Write(Spurious, 0x100u | Gates.SpuriousVector);
    }

    /// <summary>Runs the timer down from <paramref name="ticks"/> without an interrupt, for calibration; 0 stops it.</summary>
    public static void StartCount(uint ticks)
    {
        Write(TimerEntry, Masked);
        Write(InitialCount, ticks);
    }

    /// <summary>Interrupts every <paramref name="nanoseconds"/>.</summary>
    /// <remarks>
    /// The count comes before the mode, as in <see cref="StartOnce"/> the mode before the count: the count of a short single wait must never be a period.
    /// An emulator that is to interrupt each nanosecond does nothing else any more, and the second of the two writes waits for it.
    /// </remarks>
    public static void StartPeriodic(ulong nanoseconds)
    {
        Write(InitialCount, Ticks(nanoseconds));
        Write(TimerEntry, Periodic | Gates.TimerVector);
    }

    /// <summary>Interrupts once, after <paramref name="nanoseconds"/> or the longest time the timer can count, whichever is shorter.</summary>
    public static void StartOnce(ulong nanoseconds)
    {
        Write(TimerEntry, Gates.TimerVector);
        Write(InitialCount, Ticks(nanoseconds));
    }

    private static uint Ticks(ulong nanoseconds)
    {
        ulong longest = (ulong)(uint.MaxValue - 1) * Clock.NanosecondsPerSecond / Clock.ApicFrequency;
        ulong ticks = (nanoseconds < longest ? nanoseconds : longest) / 1_000 * Clock.ApicFrequency / 1_000_000;
        return ticks == 0 ? 1 : (uint)ticks;
    }

    private static void Write(uint register, uint value) => *(uint*)(_registers + register) = value;
}
