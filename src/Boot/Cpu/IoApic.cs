using Vela.Hal;

namespace Vela.Boot;

/// <summary>The I/O APIC: which device line interrupts, and as which vector (82093AA data sheet). Line n has vector 32 + n.</summary>
internal static unsafe class IoApic
{
    private const ulong DefaultAddress = 0xfec0_0000;
    private const uint VersionRegister = 1;
    private const uint FirstEntry = 0x10;
    private const uint Masked = 1 << 16;
    private const uint Level = 1 << 15;
    private const uint ActiveLow = 1 << 13;

    private static byte* _registers;
    private static MachineState* _state;

    public static void Enable(MachineState* state)
    {
        _state = state;
        _registers = KernelTables.MapDevice(DefaultAddress, 0x20);
        if (_registers == null)
        {
            Stop.Panic("no memory to map the I/O APIC"u8);
        }

        state->IoApic = (ulong)_registers;
        uint lines = (Read(VersionRegister) >> 16 & 0xff) + 1;
        for (uint line = 0; line < lines; line++)
        {
            Write(FirstEntry + (2 * line), Masked);
            Write(FirstEntry + (2 * line) + 1, 0);
        }
    }

    public static void Unmask(int line, InterruptTrigger trigger)
    {
        ulong bit = 1UL << line;
        uint mode = trigger == InterruptTrigger.Level ? Level | ActiveLow : 0;
        _state->LevelLines = trigger == InterruptTrigger.Level ? _state->LevelLines | bit : _state->LevelLines & ~bit;
        Write(FirstEntry + (2 * (uint)line), (uint)(Gates.FirstLineVector + line) | mode);
    }

    public static void Mask(int line) => Write(FirstEntry + (2 * (uint)line), Masked);

    private static uint Read(uint register)
    {
        *(uint*)_registers = register;
        return *(uint*)(_registers + 0x10);
    }

    private static void Write(uint register, uint value)
    {
        *(uint*)_registers = register;
        *(uint*)(_registers + 0x10) = value;
    }
}
