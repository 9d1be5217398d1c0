using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The machine's own timers; the reference is the PIT's channel 2, which counts 10 ms down once (8254 data sheet, mode 0).</summary>
internal readonly struct MachineTimers : ICalibratedTimers
{
    public const uint ReferenceTicks = ReferenceFrequency / 100;
    public const uint ReferenceFrequency = 1_193_182;

    private const ushort Channel2 = 0x42;
    private const ushort Command = 0x43;
    private const ushort SystemControl = 0x61;
    private const byte Gate = 0x01;
    private const byte Speaker = 0x02;
    private const byte Output = 0x20;

    public ulong TimeStamp => Cpu.ReadTimeStamp();

    public uint ApicTicks => uint.MaxValue - LocalApic.Count;

    public bool IsReferenceOver => (Port.In8(SystemControl) & Output) != 0;

    public void PrepareReference()
    {
        Port.Out8(SystemControl, (byte)((Port.In8(SystemControl) & ~(Gate | Speaker)) | Gate));
        Port.Out8(Command, 0xb0);
        Port.Out8(Channel2, (byte)(ReferenceTicks & 0xff));
    }

    public void StartReference()
    {
        Port.Out8(Channel2, (byte)(ReferenceTicks >> 8));
        LocalApic.StartCount(uint.MaxValue);
    }

    /// <summary>Both stand still until somebody starts them.</summary>
    public static void Stop()
    {
        LocalApic.StartCount(0);
        Port.Out8(SystemControl, (byte)(Port.In8(SystemControl) & ~(Gate | Speaker)));
    }
}
