using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Descriptor tables: segments, interrupt gates, and one interrupt stack for each class of trap (SDM 3A, 3.5, 6.14, 7.7).</summary>
internal static unsafe class Gates
{
    /// <summary>Vectors: 0 to 31 exceptions, then a vector for each I/O APIC line, then the local timer.</summary>
    public const byte FirstLineVector = 32;
    public const byte TimerVector = FirstLineVector + MachineState.LineCount;
    public const byte SpuriousVector = 255;

    /// <summary>INT3 and INTO are a program's own to execute; every other vector is refused to INT n.</summary>
    private const int BreakpointVector = 3;
    private const int OverflowVector = 4;
    private const byte KernelGate = 0x8e;
    private const byte UserGate = 0xee;

    private const int GateCount = 32 + MachineState.LineCount + 2;

    private static DescriptorTable _descriptors;
    private static GateTable _gates;
    private static TaskState _task;

    /// <summary>Interrupt stacks by class. #DF, NMI, #MC and #DB may strike inside any other handler, so none shares a stack.</summary>
    private enum StackClass : byte
    {
        DoubleFault = 1,
        NonMaskable = 2,
        MachineCheck = 3,
        Debug = 4,
        Exception = 5,
        Interrupt = 6,
    }

    public static void Load(ulong* entries)
    {
        for (int stack = 0; stack < 6; stack++)
        {
            // Unaligned by the layout of the task state (SDM 3A 7.7), hence field by field.
            ulong top = KernelTables.NewStack(4);
            switch ((StackClass)(stack + 1))
            {
                case StackClass.DoubleFault: _task.Stack1 = top; break;
                case StackClass.NonMaskable: _task.Stack2 = top; break;
                case StackClass.MachineCheck: _task.Stack3 = top; break;
                case StackClass.Debug: _task.Stack4 = top; break;
                case StackClass.Exception: _task.Stack5 = top; break;
                default: _task.Stack6 = top; break;
            }
        }

        _task.IoMap = (ushort)sizeof(TaskState);
        LoadSegments();
        for (int vector = 0; vector < GateCount - 1; vector++)
        {
            SetGate(vector, entries[vector], ClassOf(vector));
        }

        SetGate(SpuriousVector, entries[GateCount - 1], StackClass.Interrupt);
        fixed (GateTable* gates = &_gates)
        {
            TablePointer pointer = new() { Limit = (ushort)(sizeof(GateTable) - 1), Base = (ulong)gates };
            Cpu.LoadIdt(&pointer);
        }
    }

    private static StackClass ClassOf(int vector) => vector switch
    {
        1 => StackClass.Debug,
        2 => StackClass.NonMaskable,
        8 => StackClass.DoubleFault,
        18 => StackClass.MachineCheck,
        < 32 => StackClass.Exception,
        _ => StackClass.Interrupt,
    };

    private static void LoadSegments()
    {
        _descriptors[Selector.KernelCode / 8] = 0x00af_9a00_0000_ffff;
        _descriptors[Selector.KernelStack / 8] = 0x00cf_9200_0000_ffff;
        _descriptors[Selector.UserData / 8] = 0x00cf_f200_0000_ffff;
        _descriptors[Selector.UserCode / 8] = 0x00af_fa00_0000_ffff;
        fixed (TaskState* task = &_task)
        fixed (DescriptorTable* descriptors = &_descriptors)
        {
            ulong address = (ulong)task;
            _descriptors[Selector.TaskState / 8] = (uint)(sizeof(TaskState) - 1) | ((address & 0xff_ffff) << 16) | (0x89UL << 40) | ((address >> 24 & 0xff) << 56);
            _descriptors[(Selector.TaskState / 8) + 1] = address >> 32;
            TablePointer pointer = new() { Limit = (ushort)(sizeof(DescriptorTable) - 1), Base = (ulong)descriptors };
            Cpu.LoadGdt(&pointer);
        }

        Cpu.LoadTaskRegister(Selector.TaskState);
    }

    private static void SetGate(int vector, ulong entry, StackClass stack)
    {
        ref Gate gate = ref _gates[vector];
        gate.OffsetLow = (ushort)(entry & 0xffff);
        gate.Selector = Selector.KernelCode;
        gate.Stack = (byte)stack;
        gate.Kind = vector is BreakpointVector or OverflowVector ? UserGate : KernelGate;
        gate.OffsetMiddle = (ushort)(entry >> 16 & 0xffff);
        gate.OffsetHigh = (uint)(entry >> 32);
        gate.Reserved = 0;
    }

    [InlineArray(10)]
    private struct DescriptorTable
    {
        private ulong _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Gate
    {
        public ushort OffsetLow;
        public ushort Selector;
        public byte Stack;
        public byte Kind;
        public ushort OffsetMiddle;
        public uint OffsetHigh;
        public uint Reserved;
    }

    [InlineArray(256)]
    private struct GateTable
    {
        private Gate _first;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    private struct TablePointer
    {
        public ushort Limit;
        public ulong Base;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4, Size = 104)]
    private struct TaskState
    {
        public uint Reserved0;
        public ulong Ring0;
        public ulong Ring1;
        public ulong Ring2;
        public ulong Reserved1;
        public ulong Stack1;
        public ulong Stack2;
        public ulong Stack3;
        public ulong Stack4;
        public ulong Stack5;
        public ulong Stack6;
        public ulong Stack7;
        public ulong Reserved2;
        public ushort Reserved3;
        public ushort IoMap;
    }
}
