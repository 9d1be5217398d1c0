using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The machine's own timers; the reference is the PIT's channel 2, which counts down once (8254 data sheet, mode 0 and the read-back command).</summary>
internal readonly struct MachineTimers : ICalibratedTimers
{
    public const uint ReferenceFrequency = 1_193_182;

    private const ushort Channel2 = 0x42;
    private const ushort Command = 0x43;
    private const ushort SystemControl = 0x61;
    private const byte Gate = 0x01;
    private const byte Speaker = 0x02;

    /// <summary>Channel 2, low byte and high byte, mode 0.</summary>
    private const byte CountOnce = 0xb0;

    /// <summary>Channel 2, its status and its count.</summary>
    private const byte ReadBack = 0xc8;

    /// <summary>The output, which is high from the end of the count on; the count was not taken yet.</summary>
    private const byte OverOrNotBegun = 0xc0;

    public ulong TimeStamp => Cpu.ReadTimeStamp();

    public uint ApicTicks => uint.MaxValue - LocalApic.Count;

    public void Start()
    {
        Port.Out8(SystemControl, (byte)((Port.In8(SystemControl) & ~(Gate | Speaker)) | Gate));
        Port.Out8(Command, CountOnce);
        Port.Out8(Channel2, 0xff);
        Port.Out8(Channel2, 0xff);
        LocalApic.StartCount(uint.MaxValue);
    }

    public void Latch() => Port.Out8(Command, ReadBack);

    public bool TryReadLatched(out uint ticks)
    {
        byte status = Port.In8(Channel2);
        uint low = Port.In8(Channel2);
        uint high = Port.In8(Channel2);
        ticks = ushort.MaxValue - ((high << 8) | low);
        return (status & OverOrNotBegun) == 0;
    }

    /// <summary>Both stand still until somebody starts them.</summary>
    public static void Stop()
    {
        LocalApic.StartCount(0);
        Port.Out8(SystemControl, (byte)(Port.In8(SystemControl) & ~(Gate | Speaker)));
    }
}
