using Vela.Primitives;

namespace Vela.Memory;

public sealed partial class VirtualMemory
{
    private uint _queue;

    /// <summary>Whether <see cref="Work"/> has anything to do.</summary>
    public bool HasWork => _queue != 0;

    /// <summary>Does a bounded step of what was put off: frees pages of dead objects and those that were cut off, shortens chains.</summary>
    /// <returns>Whether nothing is left.</returns>
    [NoAllocation]
    public bool Work()
    {
        int budget = StepPages;
        while (_queue != 0 && budget > 0)
        {
            VmObject item = Objects[_queue];
            _queue = item.QueueNext;
            item.QueueNext = 0;
            item.IsQueued = false;
            bool isCut = !item.IsCutting || item.TryCut(ref budget);
            bool isDone = isCut && (item.IsReferenced ? item.TryCollapse(ref budget) : TryBury(item, ref budget));
            budget--;
            if (!isDone)
            {
                Queue(item);
                return false;
            }
        }

        return _queue == 0;
    }

    private bool TryBury(VmObject item, ref int budget)
    {
        if (!item.TryFreePages(0, ulong.MaxValue, ref budget))
        {
            return false;
        }

        IPager? pager = item.Pager;
        item.DropBacking();
        Objects.Return(item);
        pager?.Released(item);
        return true;
    }
}
