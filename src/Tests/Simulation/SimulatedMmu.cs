using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Simulation;

/// <summary>A processor's translation hardware over the simulated memory: it reads the real tables, and is stale for as long as it may be.</summary>
/// <remarks>
/// Every translation and every level-2 entry it has seen stays until the page is invalidated, the root is loaded, or an access
/// to it faults (SDM vol. 3A §4.10.4.1). So a flush that is missing shows as an access to the wrong frame.
/// </remarks>
public sealed class SimulatedMmu(PhysicalMemory memory) : Mmu
{
    private readonly Dictionary<ulong, ulong> _translations = [];
    private readonly Dictionary<ulong, ulong> _directory = [];
    private FrameNumber _root;

    public override FrameNumber ActiveRoot => _root;

    public int Invalidations { get; private set; }

    public override void Activate(FrameNumber root)
    {
        _root = root;
        _translations.Clear();
        _directory.Clear();
    }

    public override void InvalidatePage(PageNumber page)
    {
        Invalidations++;
        _translations.Remove(page.Value);
        _directory.Clear();
    }

    public override void InvalidateAll()
    {
        Invalidations++;
        _translations.Clear();
        _directory.Clear();
    }

    /// <summary>An access of ring 3. False: a page fault.</summary>
    public bool TryTranslate(VirtualAddress address, bool isWrite, bool isExecute, out PhysicalAddress physical)
    {
        ulong page = address.Page.Value;
        if (!_translations.TryGetValue(page, out ulong word))
        {
            word = Walk(page);
        }

        bool isAllowed = (word & PageTableEntry.Present) != 0 && (word & PageTableEntry.User) != 0
            && (!isWrite || (word & PageTableEntry.Writable) != 0) && (!isExecute || (word & PageTableEntry.NoExecute) == 0);
        if (!isAllowed)
        {
            _translations.Remove(page);
            _directory.Remove(page >> 9);
            physical = default;
            return false;
        }

        _translations[page] = word;
        physical = new PageTableEntry(word).Frame.Address + (ulong)address.OffsetInPage;
        return true;
    }

    private ulong Walk(ulong page)
    {
        PageNumber number = new(page);
        if (!_directory.TryGetValue(page >> 9, out ulong above))
        {
            ulong rights = PageTableEntry.Writable | PageTableEntry.User;
            FrameNumber table = _root;
            above = 0;
            for (int level = 4; level >= 2; level--)
            {
                above = memory.Word(table, PageTableEntry.IndexOf(number, level));
                if ((above & PageTableEntry.Present) == 0)
                {
                    return 0;
                }

                rights &= above;
                table = new PageTableEntry(above).Frame;
            }

            above = (above & ~(PageTableEntry.Writable | PageTableEntry.User)) | rights;
            _directory[page >> 9] = above;
        }

        const ulong Rights = PageTableEntry.Writable | PageTableEntry.User;
        if ((above & PageTableEntry.Large) != 0)
        {
            return (above & ~PageTableEntry.Large) + ((page & 511) << 12);
        }

        ref ulong entry = ref memory.Word(new PageTableEntry(above).Frame, PageTableEntry.IndexOf(number, 1));
        if ((entry & PageTableEntry.Present) != 0)
        {
            entry |= PageTableEntry.Accessed;
        }

        return entry & (above | ~Rights);
    }
}
