using System.Runtime;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Exceptions in ring 0: faults of managed code become managed exceptions, everything else ends the machine with its reason.</summary>
internal static unsafe class Traps
{
    private const int DivideError = 0;
    private const int NonMaskable = 2;
    private const int InvalidOpcode = 6;
    private const int DoubleFault = 8;
    private const int GeneralProtection = 13;
    private const int PageFault = 14;
    private const int FloatingPoint = 16;
    private const int AlignmentCheck = 17;
    private const int MachineCheck = 18;
    private const int VectorFloatingPoint = 19;

    private const int SegvMapError = 1;
    private const int SegvAccessError = 2;
    private const int DivideByZero = 1;
    private const ulong FaultPresent = 1;

    public static ulong Count;

    [RuntimeExport("vela_trap")]
    public static void Handle(TrapFrame* frame, byte* floatingPoint)
    {
        Count++;
        switch ((int)frame->Vector)
        {
            case PageFault:
                HandlePageFault(frame, floatingPoint);
                return;
            case DivideError when Signals.TryDeliverFault(Signals.FloatingPoint, DivideByZero, frame->Rip, frame, floatingPoint):
            case VectorFloatingPoint when Signals.TryDeliverFault(Signals.FloatingPoint, 0, frame->Rip, frame, floatingPoint):
            case GeneralProtection when Signals.TryDeliverFault(Signals.SegmentationFault, 128, 0, frame, floatingPoint):
                return;
            case DoubleFault:
                Stop.Panic(KernelTables.IsStackGuard(Cpu.ReadCr2()) || IsUnmapped(frame->Rsp) ? "stack overflow"u8 : "double fault"u8, frame);
                return;
            default:
                Stop.Panic(Name((int)frame->Vector), frame);
                return;
        }
    }

    private static void HandlePageFault(TrapFrame* frame, byte* floatingPoint)
    {
        ulong address = Cpu.ReadCr2();
        if (HostMemory.TryRefresh(address))
        {
            return;
        }

        // A stack that has run out faults at or just below its pointer, on a page nobody mapped. No handler could run on it.
        if (IsUnmapped(frame->Rsp - 8) && address < frame->Rsp + 4096 && address + 65_536 > frame->Rsp)
        {
            Stop.Panic("stack overflow"u8, frame);
        }

        int code = (frame->ErrorCode & FaultPresent) != 0 ? SegvAccessError : SegvMapError;
        if (!Signals.TryDeliverFault(Signals.SegmentationFault, code, address, frame, floatingPoint))
        {
            Stop.Panic("page fault in the kernel"u8, frame);
        }
    }

    private static bool IsUnmapped(ulong address) => (KernelTables.Read(address) & KernelTables.Present) == 0;

    private static System.ReadOnlySpan<byte> Name(int vector) => vector switch
    {
        DivideError => "division by zero"u8,
        NonMaskable => "non-maskable interrupt"u8,
        InvalidOpcode => "invalid instruction"u8,
        GeneralProtection => "general protection fault"u8,
        FloatingPoint => "x87 floating-point fault"u8,
        AlignmentCheck => "alignment check"u8,
        MachineCheck => "machine check: the hardware reports an error"u8,
        VectorFloatingPoint => "floating-point fault"u8,
        _ => "unexpected exception"u8,
    };
}
