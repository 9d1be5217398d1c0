using System.Runtime;
using System.Runtime.CompilerServices;

namespace Vela.Hal.X64;

/// <summary>The instructions of the processor that C# has no words for. Each is one call to a leaf function in primitives.asm.</summary>
public static unsafe class Cpu
{
    /// <summary>CPUID (SDM 2A): EAX, EBX, ECX, EDX into <paramref name="result"/>.</summary>
    [RuntimeImport("vela_cpuid"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Identify(uint leaf, uint subleaf, uint* result);

    [RuntimeImport("vela_read_msr"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadMsr(uint register);

    [RuntimeImport("vela_write_msr"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteMsr(uint register, ulong value);

    /// <summary>The time-stamp counter, in ticks of <c>TimeStampClock</c>'s frequency.</summary>
    [RuntimeImport("vela_read_tsc"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTimeStamp();

    /// <summary>RDRAND: 1 when a number was ready, else 0. Only where CPUID has it.</summary>
    [RuntimeImport("vela_rdrand"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadRandom(ulong* value);

    [RuntimeImport("vela_read_cr2"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr2();

    [RuntimeImport("vela_read_cr3"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr3();

    [RuntimeImport("vela_write_cr3"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr3(ulong value);

    [RuntimeImport("vela_read_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr4();

    [RuntimeImport("vela_write_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr4(ulong value);

    [RuntimeImport("vela_set_xcr0"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteXcr0(ulong value);

    [RuntimeImport("vela_invalidate_page"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidatePage(ulong address);

    [RuntimeImport("vela_load_gdt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadGdt(void* pointer);

    [RuntimeImport("vela_load_idt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadIdt(void* pointer);

    [RuntimeImport("vela_load_task_register"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadTaskRegister(ushort selector);

    [RuntimeImport("vela_enable_interrupts"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void EnableInterrupts();

    [RuntimeImport("vela_disable_interrupts"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void DisableInterrupts();

    /// <summary>STI, HLT, CLI: sleeps until the next interrupt, which cannot slip in before. Called with interrupts off.</summary>
    [RuntimeImport("vela_wait_for_interrupt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WaitForInterrupt();

    [RuntimeImport("vela_halt_forever"), MethodImpl(MethodImplOptions.InternalCall)]
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static extern void HaltForever();

    /// <summary>Says that the processor has AVX and XCR0 allows it: <see cref="Copy"/> takes 32 bytes at a time from now on.</summary>
    [RuntimeImport("vela_use_wide_vectors"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void UseWideVectors();

    [RuntimeImport("vela_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Copy(byte* destination, byte* source, nuint count);

    [RuntimeImport("vela_read_stack_pointer"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadStackPointer();

    [RuntimeImport("vela_read_frame_pointer"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadFramePointer();
}
