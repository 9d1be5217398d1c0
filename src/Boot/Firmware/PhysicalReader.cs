using System;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Reads physical memory that is not in the direct map (firmware tables), through one page of the device window.</summary>
public sealed unsafe class PhysicalReader : IPhysicalReader
{
    private const ulong Limit = 1UL << 46;

    private readonly byte* _window;
    private readonly ulong* _entry;

    public PhysicalReader()
    {
        _window = KernelTables.MapDevice(0, FrameNumber.Size);
        _entry = _window == null ? null : KernelTables.FindEntry((ulong)_window);
    }

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (_entry == null || address.Value >= Limit)
        {
            return false;
        }

        ulong from = address.Value;
        for (int done = 0; done < destination.Length;)
        {
            *_entry = (from & ~(FrameNumber.Size - 1)) | KernelTables.Present | KernelTables.NoExecute;
            Cpu.InvalidatePage((ulong)_window);
            int offset = (int)(from & (FrameNumber.Size - 1));
            int count = Math.Min(destination.Length - done, (int)FrameNumber.Size - offset);
            new ReadOnlySpan<byte>(_window + offset, count).CopyTo(destination[done..]);
            done += count;
            from += (ulong)count;
        }

        *_entry = 0;
        Cpu.InvalidatePage((ulong)_window);
        return true;
    }
}
