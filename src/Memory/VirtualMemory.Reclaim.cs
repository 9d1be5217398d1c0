using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Getting frames back when there are none (M-37): first what is dead already, then in the order of cost.</remarks>
public sealed partial class VirtualMemory
{
    private const int PageCacheCost = 100;

    private readonly List<IReclaimer> _reclaimers = [];
    private ulong _hand = 1;

    /// <summary>A page that a fault in progress needs as its source; none when there is none.</summary>
    internal FrameNumber Kept { get; set; }

    /// <summary>Asks somebody for memory whenever there is none.</summary>
    public void Add(IReclaimer reclaimer)
    {
        int place = 0;
        while (place < _reclaimers.Count && _reclaimers[place].Cost <= reclaimer.Cost)
        {
            place++;
        }

        _reclaimers.Insert(place, reclaimer);
    }

    /// <summary>Tries to free some frames. False: there is nothing left to free, or it is not frames that are missing.</summary>
    public bool TryReclaim(ulong frames)
    {
        ulong enough = Frames.Reserve + frames;
        if (Frames.FreeCount > enough)
        {
            // A quota, then: no cache page would help its holder, but what is dead already may be the holder's.
            bool hasWork = HasWork;
            _ = hasWork && Work();
            return hasWork;
        }

        ulong before = Frames.FreeCount;
        while (HasWork && Frames.FreeCount <= enough)
        {
            _ = Work();
        }

        bool isCacheAsked = false;
        for (int i = 0; i <= _reclaimers.Count && Frames.FreeCount <= enough; i++)
        {
            if (!isCacheAsked && (i == _reclaimers.Count || _reclaimers[i].Cost > PageCacheCost))
            {
                isCacheAsked = true;
                ReclaimCache(enough);
            }

            if (i < _reclaimers.Count && Frames.FreeCount <= enough)
            {
                _ = _reclaimers[i].Reclaim(frames);
            }
        }

        return Frames.FreeCount > before;
    }

    /// <summary>Clean pages of pagers, by a clock hand over all frames: a page looked at since the last round gets another (second chance).</summary>
    private void ReclaimCache(ulong enough)
    {
        for (ulong left = 2 * Frames.FrameCount; left > 0 && Frames.FreeCount <= enough; left--)
        {
            _hand = _hand + 1 < Frames.FrameCount ? _hand + 1 : 1;
            ref FrameRecord record = ref Frames[new FrameNumber(_hand)];
            if (record.Use != FrameUse.Page || record.Owner.IsNone || _hand == Kept.Value || Objects[record.Owner.Index].Kind != ObjectKind.Paged)
            {
                continue;
            }

            if ((record.Tag & (ushort)PageTag.Referenced) != 0)
            {
                record.Tag &= unchecked((ushort)~(ushort)PageTag.Referenced); // 16 bits of flags
            }
            else if (Objects[record.Owner.Index].TryEvict(new PageNumber(record.Owner.Offset)) == Errno.None)
            {
                Counters.PagesReclaimed++;
            }
        }
    }
}
