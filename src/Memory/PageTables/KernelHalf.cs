using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The root entries that every address space has in common: borrowed, never walked and never freed by a space (S-05, seed bug 29).</summary>
/// <remarks>
/// From slot <see cref="UserAddress.RootEntries"/> on: the runtime's slot, the image, the direct map, per-CPU blocks. The tables
/// behind them exist before the first space, so that a later change in them shows everywhere. A handful of the 257 are in use,
/// so it remembers which.
/// </remarks>
public readonly struct KernelHalf
{
    private readonly PhysicalMemory _memory;
    private readonly FrameNumber _template;
    private readonly short[] _used;

    /// <param name="memory">Where tables are.</param>
    /// <param name="template">The kernel's own root; none where there is no kernel.</param>
    public KernelHalf(PhysicalMemory memory, FrameNumber template)
    {
        _memory = memory;
        _template = template;
        short[] used = new short[PageTableEntry.Count - UserAddress.RootEntries];
        int count = 0;
        for (short index = UserAddress.RootEntries; index < PageTableEntry.Count; index++)
        {
            if (Entry(index) != 0)
            {
                used[count++] = index;
            }
        }

        _used = used[..count];
    }

    /// <summary>The root that has nothing but the kernel's half.</summary>
    internal FrameNumber Template => _template;

    /// <summary>Writes the borrowed entries into a root that is zero.</summary>
    internal void CopyTo(FrameNumber root)
    {
        foreach (short index in _used)
        {
            _memory.Word(root, index) = Entry(index);
        }
    }

    /// <summary>Whether a root still has exactly the borrowed entries: for the sweeper.</summary>
    internal bool IsIn(FrameNumber root)
    {
        for (int index = UserAddress.RootEntries; index < PageTableEntry.Count; index++)
        {
            if (_memory.Word(root, index) != Entry(index))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the borrowed entries out, so that a root's frame is zero when it is given back.</summary>
    internal void ClearFrom(FrameNumber root)
    {
        foreach (short index in _used)
        {
            _memory.Word(root, index) = 0;
        }
    }

    private ulong Entry(int index) => _template.IsNone ? 0 : _memory.Word(_template, index);
}
