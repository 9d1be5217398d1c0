using System;
using System.Runtime.InteropServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Simulation;

/// <summary>Physical memory as a block of native bytes, with a frame table over it.</summary>
public sealed unsafe class SimulatedMemory : IDisposable
{
    private readonly byte* _bytes;
    private readonly FrameTable* _table;
    private readonly FrameRecord* _records;

    /// <param name="frameCount">Frames 1 to frameCount - 1 are memory, unless <paramref name="isEmpty"/>.</param>
    /// <param name="poison">Poisoning on free.</param>
    /// <param name="isEmpty">No frame is memory until a test adds some.</param>
    public SimulatedMemory(ulong frameCount, FramePoison poison = FramePoison.On, bool isEmpty = false)
    {
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)(frameCount * FrameNumber.Size), (nuint)FrameNumber.Size);
        _table = (FrameTable*)NativeMemory.AlignedAlloc((nuint)sizeof(FrameTable), 64);
        _records = (FrameRecord*)NativeMemory.AlignedAlloc((nuint)FrameTable.BytesNeeded(frameCount), 64);
        NativeMemory.Fill(_table, (nuint)sizeof(FrameTable), 0xa5);
        NativeMemory.Fill(_records, (nuint)FrameTable.BytesNeeded(frameCount), 0xa5);
        Memory = new PhysicalMemory(_bytes, &Copy);
        Require(_table->Initialise(_records, frameCount, Memory, poison));
        if (!isEmpty)
        {
            Require(_table->AddRange(default, frameCount));
        }
    }

    public PhysicalMemory Memory { get; }

    public FrameTable* Table => _table;

    public Frames Frames => new(_table, Memory);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        NativeMemory.AlignedFree(_table);
        NativeMemory.AlignedFree(_records);
    }

    private static void Copy(byte* to, byte* from, nuint count) => new Span<byte>(from, (int)count).CopyTo(new Span<byte>(to, (int)count));

    private static void Require(FrameFault fault)
    {
        if (fault != FrameFault.None)
        {
            throw new InvalidOperationException(fault.ToString());
        }
    }
}
