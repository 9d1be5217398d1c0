using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The root entries that every address space has in common: borrowed, never walked and never freed by a space (S-05, seed bug 29).</summary>
/// <remarks>
/// From slot <see cref="UserAddress.RootEntries"/> on: the runtime's slot, the image, the direct map, per-CPU blocks. The tables
/// behind them exist before the first space, so that a later change in them shows everywhere.
/// </remarks>
public readonly struct KernelHalf(PhysicalMemory memory, FrameNumber template)
{
    /// <summary>The root that has nothing but the kernel's half.</summary>
    internal FrameNumber Template => template;

    /// <summary>Writes the borrowed entries into a root.</summary>
    internal void CopyTo(FrameNumber root)
    {
        for (int index = UserAddress.RootEntries; index < PageTableEntry.Count; index++)
        {
            memory.Word(root, index) = template.IsNone ? 0 : memory.Word(template, index);
        }
    }

    /// <summary>Whether a root still has exactly the borrowed entries: for the sweeper.</summary>
    internal bool IsIn(FrameNumber root)
    {
        for (int index = UserAddress.RootEntries; index < PageTableEntry.Count; index++)
        {
            if (memory.Word(root, index) != (template.IsNone ? 0 : memory.Word(template, index)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the borrowed entries out, so that a root's frame is zero when it is given back.</summary>
    internal void ClearFrom(FrameNumber root)
    {
        for (int index = UserAddress.RootEntries; index < PageTableEntry.Count; index++)
        {
            memory.Word(root, index) = 0;
        }
    }
}
