using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The end of the machine: refusals at start and panics. GC-free, so that it works in the middle of a collection.</summary>
public static unsafe class Stop
{
    private const ulong LogLines = 12;

    /// <summary>Called at the end of a panic's report, before the machine stops. Must be GC-free.</summary>
    public static delegate*<void> Hook;

    private static ulong _depth;

    /// <summary>The processor lacks something the image was compiled for.</summary>
    [DoesNotReturn]
    public static void Refuse(ReadOnlySpan<byte> missing)
    {
        KernelConsole.Consoles.Print("Vela needs a processor with "u8);
        KernelConsole.Consoles.Print(missing);
        KernelConsole.Consoles.Print("; this one has none. (In QEMU: -cpu max.)\n"u8);
        Power.Exit(PowerOutcome.FailedStart);
    }

    [DoesNotReturn]
    public static void Panic(ReadOnlySpan<byte> message) => Panic(message, null);

    /// <summary>Says what happened, where, and what led to it, on every console; then does what the boot option panic= says.</summary>
    /// <param name="frame">The registers to show; null shows the stack of the caller.</param>
    [DoesNotReturn]
    public static void Panic(ReadOnlySpan<byte> message, TrapFrame* frame)
    {
        Cpu.DisableInterrupts();
        if (_depth++ > 0)
        {
            KernelConsole.Consoles.Print("panic: again, while reporting the first: "u8);
            KernelConsole.Consoles.Print(message);
            KernelConsole.Consoles.Print("\n"u8);
            Power.Exit(PowerOutcome.Panic);
        }

        KernelConsole.Consoles.Print("\n"u8);
        KernelConsole.Consoles.BeginLastPage();
        KernelConsole.Consoles.Print("panic: "u8);
        KernelConsole.Consoles.Print(message);
        KernelConsole.Consoles.Print("\n"u8);
        LastWords.Show();
        if (frame != null)
        {
            WriteRegisters(frame);
        }

        if (frame == null)
        {
            StackTrace.Write(Cpu.ReadFramePointer(), Cpu.ReadStackPointer(), 0);
        }
        else
        {
            StackTrace.Write(frame->Rbp, frame->Rsp, frame->Rip);
        }

        if (Log.Ring.NextSequence > 0)
        {
            KernelConsole.Consoles.Print("the log's last lines:\n"u8);
            Log.ShowLast(LogLines);
        }

        if (Hook != null)
        {
            Hook();
        }

        KernelConsole.Consoles.Paint();
        End();
    }

    [DoesNotReturn]
    private static void End()
    {
        _ = Options.TryFind("panic"u8, out ReadOnlySpan<byte> wish);
        if (wish.SequenceEqual("reboot"u8))
        {
            Power.Reset();
        }

        if (wish.SequenceEqual("halt"u8))
        {
            Cpu.HaltForever();
        }

        Power.Exit(PowerOutcome.Panic);
    }

    private static void WriteRegisters(TrapFrame* frame)
    {
        WriteRegister("rip "u8, frame->Rip);
        WriteRegister("rsp "u8, frame->Rsp);
        WriteRegister("rbp "u8, frame->Rbp);
        WriteRegister("flags "u8, frame->RFlags);
        KernelConsole.Consoles.Print("\n"u8);
        WriteRegister("rax "u8, frame->Rax);
        WriteRegister("rbx "u8, frame->Rbx);
        WriteRegister("rcx "u8, frame->Rcx);
        WriteRegister("rdx "u8, frame->Rdx);
        KernelConsole.Consoles.Print("\n"u8);
        WriteRegister("rsi "u8, frame->Rsi);
        WriteRegister("rdi "u8, frame->Rdi);
        WriteRegister("r8 "u8, frame->R8);
        WriteRegister("r9 "u8, frame->R9);
        KernelConsole.Consoles.Print("\n"u8);
        WriteRegister("r10 "u8, frame->R10);
        WriteRegister("r11 "u8, frame->R11);
        WriteRegister("r12 "u8, frame->R12);
        WriteRegister("r13 "u8, frame->R13);
        KernelConsole.Consoles.Print("\n"u8);
        WriteRegister("r14 "u8, frame->R14);
        WriteRegister("r15 "u8, frame->R15);
        WriteRegister("cr2 "u8, Cpu.ReadCr2());
        WriteRegister("cr3 "u8, Cpu.ReadCr3());
        KernelConsole.Consoles.Print("\n"u8);
    }

    private static void WriteRegister(ReadOnlySpan<byte> name, ulong value)
    {
        byte* text = stackalloc byte[40];
        Utf8Writer writer = new(text, 40);
        writer.Append("  "u8);
        writer.Append(name);
        writer.Append("0x"u8);
        writer.AppendHex(value, 16);
        KernelConsole.Consoles.Print(writer.Written);
    }
}
