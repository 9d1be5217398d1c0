using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The end of the machine: refusals at start and panics. GC-free, so that it works in the middle of a collection.</summary>
internal static unsafe class Stop
{
    private static ulong _depth;

    /// <summary>The processor lacks something the image was compiled for.</summary>
    [DoesNotReturn]
    public static void Refuse(ReadOnlySpan<byte> missing)
    {
        Output.Write("Vela needs a processor with "u8);
        Output.Write(missing);
        Output.Write("; this one has none. (In QEMU: -cpu max.)\n"u8);
        Power.Exit(PowerOutcome.FailedStart);
    }

    [DoesNotReturn]
    public static void Panic(ReadOnlySpan<byte> message) => Panic(message, null);

    /// <param name="frame">The registers to show; null shows the stack of the caller.</param>
    [DoesNotReturn]
    public static void Panic(ReadOnlySpan<byte> message, TrapFrame* frame)
    {
        Cpu.DisableInterrupts();
        if (_depth++ > 0)
        {
            Output.Write("panic: again, while reporting the first: "u8);
            Output.Write(message);
            Output.Write("\n"u8);
            Power.Exit(PowerOutcome.Panic);
        }

        Output.Write("\npanic: "u8);
        Output.Write(message);
        Output.Write("\n"u8);
        if (frame != null)
        {
            WriteRegisters(frame);
        }

        StackTrace.Write(frame == null ? Cpu.ReadFramePointer() : frame->Rbp, frame == null ? 0 : frame->Rip);
        Power.Exit(PowerOutcome.Panic);
    }

    private static void WriteRegisters(TrapFrame* frame)
    {
        WriteRegister("rip "u8, frame->Rip);
        WriteRegister("rsp "u8, frame->Rsp);
        WriteRegister("rbp "u8, frame->Rbp);
        WriteRegister("flags "u8, frame->RFlags);
        Output.Write("\n"u8);
        WriteRegister("rax "u8, frame->Rax);
        WriteRegister("rbx "u8, frame->Rbx);
        WriteRegister("rcx "u8, frame->Rcx);
        WriteRegister("rdx "u8, frame->Rdx);
        Output.Write("\n"u8);
        WriteRegister("rsi "u8, frame->Rsi);
        WriteRegister("rdi "u8, frame->Rdi);
        WriteRegister("r8 "u8, frame->R8);
        WriteRegister("r9 "u8, frame->R9);
        Output.Write("\n"u8);
        WriteRegister("r10 "u8, frame->R10);
        WriteRegister("r11 "u8, frame->R11);
        WriteRegister("r12 "u8, frame->R12);
        WriteRegister("r13 "u8, frame->R13);
        Output.Write("\n"u8);
        WriteRegister("r14 "u8, frame->R14);
        WriteRegister("r15 "u8, frame->R15);
        WriteRegister("cr2 "u8, Cpu.ReadCr2());
        WriteRegister("cr3 "u8, Cpu.ReadCr3());
        Output.Write("\n"u8);
    }

    private static void WriteRegister(ReadOnlySpan<byte> name, ulong value)
    {
        Output.Write("  "u8);
        Output.Write(name);
        Output.WriteHex(value);
    }
}
