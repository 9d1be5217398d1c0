namespace Vela.Hal.X64;

/// <summary>CPUID for code that is not unsafe.</summary>
public static unsafe class Identification
{
    /// <summary>EAX, EBX, ECX, EDX of a leaf.</summary>
    public static uint[] Read(uint leaf, uint subleaf)
    {
        uint[] result = new uint[4];
        fixed (uint* registers = result)
        {
            Cpu.Identify(leaf, subleaf, registers);
        }

        return result;
    }
}
