using System.Runtime.InteropServices;

namespace Vela.Hal.X64;

/// <summary>The instructions of the processor that C# has no words for. Each is one call to a leaf function in primitives.asm.</summary>
public static unsafe class Cpu
{
    /// <summary>CPUID (SDM 2A): EAX, EBX, ECX, EDX into <paramref name="result"/>.</summary>
    [DllImport("vela", EntryPoint = "vela_cpuid"), SuppressGCTransition]
    public static extern void Identify(uint leaf, uint subleaf, uint* result);

    [DllImport("vela", EntryPoint = "vela_read_msr"), SuppressGCTransition]
    public static extern ulong ReadMsr(uint register);

    [DllImport("vela", EntryPoint = "vela_write_msr"), SuppressGCTransition]
    public static extern void WriteMsr(uint register, ulong value);

    /// <summary>The time-stamp counter, in ticks of <c>TimeStampClock</c>'s frequency.</summary>
    [DllImport("vela", EntryPoint = "vela_read_tsc"), SuppressGCTransition]
    public static extern ulong ReadTimeStamp();

    /// <summary>RDRAND: 1 when a number was ready, else 0. Only where CPUID has it.</summary>
    [DllImport("vela", EntryPoint = "vela_rdrand"), SuppressGCTransition]
    public static extern ulong ReadRandom(ulong* value);

    [DllImport("vela", EntryPoint = "vela_read_cr0"), SuppressGCTransition]
    public static extern ulong ReadCr0();

    [DllImport("vela", EntryPoint = "vela_write_cr0"), SuppressGCTransition]
    public static extern void WriteCr0(ulong value);

    [DllImport("vela", EntryPoint = "vela_read_cr2"), SuppressGCTransition]
    public static extern ulong ReadCr2();

    [DllImport("vela", EntryPoint = "vela_read_cr3"), SuppressGCTransition]
    public static extern ulong ReadCr3();

    [DllImport("vela", EntryPoint = "vela_write_cr3"), SuppressGCTransition]
    public static extern void WriteCr3(ulong value);

    [DllImport("vela", EntryPoint = "vela_read_cr4"), SuppressGCTransition]
    public static extern ulong ReadCr4();

    [DllImport("vela", EntryPoint = "vela_write_cr4"), SuppressGCTransition]
    public static extern void WriteCr4(ulong value);

    [DllImport("vela", EntryPoint = "vela_set_xcr0"), SuppressGCTransition]
    public static extern void WriteXcr0(ulong value);

    [DllImport("vela", EntryPoint = "vela_invalidate_page"), SuppressGCTransition]
    public static extern void InvalidatePage(ulong address);

    [DllImport("vela", EntryPoint = "vela_load_gdt"), SuppressGCTransition]
    public static extern void LoadGdt(void* pointer);

    [DllImport("vela", EntryPoint = "vela_load_idt"), SuppressGCTransition]
    public static extern void LoadIdt(void* pointer);

    [DllImport("vela", EntryPoint = "vela_load_task_register"), SuppressGCTransition]
    public static extern void LoadTaskRegister(ushort selector);

    [DllImport("vela", EntryPoint = "vela_enable_interrupts"), SuppressGCTransition]
    public static extern void EnableInterrupts();

    [DllImport("vela", EntryPoint = "vela_disable_interrupts"), SuppressGCTransition]
    public static extern void DisableInterrupts();

    /// <summary>STI, HLT, CLI: sleeps until the next interrupt, which cannot slip in before. Called with interrupts off.</summary>
    [DllImport("vela", EntryPoint = "vela_wait_for_interrupt"), SuppressGCTransition]
    public static extern void WaitForInterrupt();

    [DllImport("vela", EntryPoint = "vela_halt_forever"), SuppressGCTransition]
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static extern void HaltForever();

    [DllImport("vela", EntryPoint = "vela_copy_page"), SuppressGCTransition]
    public static extern void CopyPage(byte* destination, byte* source);

    [DllImport("vela", EntryPoint = "vela_read_stack_pointer"), SuppressGCTransition]
    public static extern ulong ReadStackPointer();

    [DllImport("vela", EntryPoint = "vela_read_frame_pointer"), SuppressGCTransition]
    public static extern ulong ReadFramePointer();
}
