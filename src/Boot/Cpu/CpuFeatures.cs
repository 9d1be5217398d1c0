using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>What the processor can do: refuses one that lacks what the image needs, by name, and switches on what protects it.</summary>
/// <remarks>Every control bit is set only after CPUID has said that it exists (M-02, SDM 3A 2.5).</remarks>
public static unsafe class CpuFeatures
{
    private const ulong Cr4PageGlobal = 1 << 7;
    private const ulong Cr4UserModeInstructionPrevention = 1 << 11;
    private const ulong Cr4FsGsBase = 1 << 16;
    private const ulong Cr4XSave = 1 << 18;
    private const ulong Cr4SupervisorExecutionPrevention = 1 << 20;
    private const ulong Cr4SupervisorAccessPrevention = 1 << 21;

    /// <summary>x87 and SSE. AVX is allowed only after the runtime has chosen its code paths, so that ring 0 executes no VEX instruction but those of vela_copy.</summary>
    private const ulong XCr0Kernel = 3;

    internal static bool HasRandom;

    /// <summary>Stops the machine, naming what is missing, unless everything the image was compiled for is there (x86-64-v2).</summary>
    internal static void Require()
    {
        uint* registers = stackalloc uint[4];
        Cpu.Identify(1, 0, registers);
        uint ecx = registers[2];
        uint edx = registers[3];
        Demand(ecx, 0, "SSE3"u8);
        Demand(ecx, 9, "SSSE3"u8);
        Demand(ecx, 13, "CMPXCHG16B"u8);
        Demand(ecx, 19, "SSE4.1"u8);
        Demand(ecx, 20, "SSE4.2"u8);
        Demand(ecx, 23, "POPCNT"u8);
        Demand(edx, 9, "a local APIC"u8);
        Demand(edx, 24, "FXSAVE"u8);
        Demand(edx, 4, "a time-stamp counter"u8);
        Demand(ecx, 26, "XSAVE"u8);
        Cpu.Identify(7, 0, registers);
        Demand(registers[1], 0, "FSGSBASE"u8);
    }

    /// <summary>Lets programs use AVX where the processor has it; returns the state components that belong to a thread.</summary>
    public static ulong AllowVectors()
    {
        uint* registers = stackalloc uint[4];
        Cpu.Identify(1, 0, registers);
        bool hasWide = (registers[2] & (1 << 28)) != 0;
        ulong components = hasWide ? XCr0Kernel | 4 : XCr0Kernel;
        Cpu.WriteXcr0(components);
        if (hasWide)
        {
            Cpu.UseWideVectors();
        }

        return components;
    }

    /// <summary>CPUID.1:EDX, as programs are told of it.</summary>
    public static uint Identification
    {
        get
        {
            uint* registers = stackalloc uint[4];
            Cpu.Identify(1, 0, registers);
            return registers[3];
        }
    }

    internal static void Enable()
    {
        uint* registers = stackalloc uint[4];
        Cpu.Identify(0, 0, registers);
        uint maximum = registers[0];
        Cpu.Identify(1, 0, registers);
        uint ecx = registers[2];
        uint edx = registers[3];
        ulong cr4 = Cpu.ReadCr4();
        cr4 |= (edx & (1 << 13)) != 0 ? Cr4PageGlobal : 0;
        HasRandom = (ecx & (1 << 30)) != 0;
        cr4 |= Cr4XSave | Cr4FsGsBase;
        if (maximum >= 7)
        {
            Cpu.Identify(7, 0, registers);
            uint ebx = registers[1];
            cr4 |= (ebx & (1 << 7)) != 0 ? Cr4SupervisorExecutionPrevention : 0;
            cr4 |= (ebx & (1 << 20)) != 0 ? Cr4SupervisorAccessPrevention : 0;
            cr4 |= (registers[2] & (1 << 2)) != 0 ? Cr4UserModeInstructionPrevention : 0;
        }

        Cpu.WriteCr4(cr4);
        Cpu.WriteXcr0(XCr0Kernel);
    }

    private static void Demand(uint register, int bit, System.ReadOnlySpan<byte> name)
    {
        if ((register >> bit & 1) == 0)
        {
            Stop.Refuse(name);
        }
    }
}
