using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Making objects. Each starts with one holder, its maker.</remarks>
public sealed partial class VirtualMemory
{
    /// <summary>How many objects there are.</summary>
    public uint ObjectCount => Objects.Live;

    /// <summary>Of those, the ones with pages of their own making, as each file has one.</summary>
    public uint SourceCount => Objects.Sources;

    /// <summary>How many there have been at most: none is ever given back to the runtime.</summary>
    public uint MostObjects => Objects.End;

    public int SpaceCount => (int)Spaces.Live;

    /// <summary>Makes room for a number of objects at once: a table that doubles later is looked through by the collector in one pause.</summary>
    public void ReserveObjects(uint count) => Objects.Reserve(count);

    /// <summary>The object with a number, as a <see cref="FaultOutcome"/> names it.</summary>
    public VmObject ObjectAt(uint index) => Objects[index];

    /// <summary>Memory that several regions write together: MAP_SHARED without a file, shmget (C-16).</summary>
    public VmObject CreateShared(ulong pages, FrameAccount account)
    {
        VmObject made = Objects.Create(account);
        made.BecomeRoot(ObjectKind.Shared, account, pages << PageNumber.Shift, pager: null, FrameNumber.None);
        Watch?.NoteGrowth();
        return made;
    }

    /// <summary>Pages that a pager fills: an inode's cache.</summary>
    /// <param name="pager">Whom to ask.</param>
    /// <param name="size">In bytes.</param>
    /// <param name="account">Pays for the cached pages.</param>
    public VmObject CreatePaged(IPager pager, ulong size, FrameAccount account)
    {
        VmObject made = Objects.Create(account);
        made.BecomeRoot(ObjectKind.Paged, account, size, pager, FrameNumber.None);
        Watch?.NoteGrowth();
        return made;
    }

    /// <summary>Physical memory that is nobody's: a frame buffer, a device's registers (M-21).</summary>
    public VmObject CreatePhysical(FrameNumber first, ulong pages)
    {
        VmObject made = Objects.Create(Account);
        made.BecomeRoot(ObjectKind.Physical, Account, pages << PageNumber.Shift, pager: null, first);
        return made;
    }

    /// <summary>Zeroed pages in one physical run (M-20).</summary>
    /// <param name="pages">How many.</param>
    /// <param name="alignment">In frames, a power of two.</param>
    /// <param name="below">All are below this frame; <see cref="FrameNumber.None"/>: anywhere.</param>
    /// <param name="account">Pays for them.</param>
    public Result<VmObject> CreateContiguous(ulong pages, ulong alignment, FrameNumber below, FrameAccount account)
    {
        if (!account.TryCharge(pages))
        {
            return Errno.NoMemory;
        }

        FrameNumber first = Frames.AllocateRun(pages, alignment, below, FrameUse.Page, FrameOwner.None);
        if (first.IsNone)
        {
            account.Return(pages);
            return Errno.NoMemory;
        }

        VmObject made = Objects.Create(account);
        for (ulong i = 0; i < pages; i++)
        {
            if (!made.Slots.TryReserve(i))
            {
                Frames.ReleaseRun(first + i, pages - i, FrameUse.Page);
                account.Return(pages - i);
                Queue(made); // frees the pages it has
                return Errno.NoMemory;
            }

            Frames.Memory.ZeroPage(first + i);
            made.Insert(i, first + i);
        }

        made.BecomeRoot(ObjectKind.Contiguous, account, pages << PageNumber.Shift, pager: null, FrameNumber.None);
        return made;
    }

    /// <summary>A frame for a pager to fill and <see cref="VmObject.Supply"/>, paid for by the object's account; none when there is no memory.</summary>
    public FrameNumber TryTakeFrame(VmObject target)
    {
        FrameNumber frame;
        while ((frame = TryAllocatePage(target.Account)).IsNone)
        {
            if (!TryReclaim(1))
            {
                return FrameNumber.None;
            }
        }

        return frame;
    }

    /// <summary>Gives back a frame that was taken and not supplied.</summary>
    public void ReturnFrame(VmObject target, FrameNumber frame) => ReturnPage(target.Account, frame);
}
