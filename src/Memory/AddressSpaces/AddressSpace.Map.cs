using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Mapping. Source: mmap(2); C-33 to C-36, M-29.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Adds a mapping.</summary>
    /// <returns>
    /// Its first page. <see cref="Errno.Invalid"/>: no pages, an address outside <see cref="UserAddress.Pages"/>, a private mapping of
    /// device or contiguous memory. <see cref="Errno.AccessDenied"/>: more than MaxAccess. <see cref="Errno.NoMemory"/>: no gap, or no
    /// memory; whatever was mapped there still is. <see cref="Errno.Exists"/>: FixedNoReplace, and something is there.
    /// <see cref="Errno.Overflow"/>: offsets beyond what an object can have. <see cref="Errno.Again"/>: Fixed, and a part of what was
    /// there is gone; call again.
    /// </returns>
    public Result<PageNumber> Map(in MapRequest request)
    {
        Errno invalid = Validate(in request);
        if (invalid != Errno.None)
        {
            return invalid;
        }

        if (!TryPlace(in request, out ulong start, out Errno error))
        {
            return error;
        }

        ulong end = start + request.Pages;
        bool isFree = IsFree(PageRange.Of(new PageNumber(start), request.Pages));
        if (isFree ? !TryReserveNodes() : !TryPrepare(start, end))
        {
            return Errno.NoMemory;
        }

        Errno removed = isFree ? Errno.None : Remove(start, end);
        if (removed != Errno.None)
        {
            return removed;
        }

        if (TryExtendNeighbour(in request, start, end))
        {
            return new PageNumber(start);
        }

        bool isShared = (request.Flags & RegionFlags.Shared) != 0;
        VmObject? own = isShared && request.Object is null ? _memory.CreateShared(request.Pages, Account) : null;
        VmObject? shown = request.Object ?? own;
        uint node = _regions.TryAllocate();
        Panic.When(node == 0, "a reserved region node is not there");
        _regions[node] = new Region
        {
            Start = start,
            End = end,
            Offset = shown is null && (request.Flags & RegionFlags.GrowsDown) != 0 ? GrowthLimit : own is null ? request.Offset : 0,
            Object = shown?.Index ?? 0,
            Space = Index,
            Access = request.Access,
            MaxAccess = request.MaxAccess,
            Flags = request.Flags | (!isShared && shown is not null ? RegionFlags.NeedsCopy : RegionFlags.None)
                | (shown?.Kind == ObjectKind.Physical ? RegionFlags.Physical : RegionFlags.None),
            Badge = request.Badge,
        };
        Link(node);
        own?.Release(); // the region keeps it
        return new PageNumber(start);
    }

    /// <summary>Whether no region holds any page of a range.</summary>
    public bool IsFree(PageRange range)
    {
        uint node = _tree.FindFrom(range.Start.Value);
        return node == 0 || _regions[node].Start >= range.End.Value;
    }

    private static Errno Validate(in MapRequest request)
    {
        if (request.Pages == 0 || request.Pages > UserAddress.Pages.Count)
        {
            return request.Pages == 0 ? Errno.Invalid : Errno.NoMemory;
        }

        if ((request.Access & ~request.MaxAccess) != 0)
        {
            return Errno.AccessDenied;
        }

        if (request.Offset > FrameOwner.MaxOffset - request.Pages)
        {
            return Errno.Overflow;
        }

        bool isShared = (request.Flags & RegionFlags.Shared) != 0;
        return !isShared && request.Object?.Kind is ObjectKind.Physical or ObjectKind.Contiguous ? Errno.Invalid : Errno.None;
    }

    private bool TryPlace(in MapRequest request, out ulong start, out Errno error)
    {
        PageRange user = UserAddress.Pages;
        error = Errno.None;
        start = request.Where.Value;
        bool isInside = start >= user.Start.Value && start < user.End.Value && request.Pages <= user.End.Value - start;
        if (request.Placement != Placement.Hint)
        {
            error = !isInside ? Errno.Invalid
                : request.Placement == Placement.FixedNoReplace && !IsFree(PageRange.Of(request.Where, request.Pages)) ? Errno.Exists
                : Errno.None;
            return error == Errno.None;
        }

        if (isInside && IsFree(PageRange.Of(request.Where, request.Pages)))
        {
            return true;
        }

        ulong top = MappingTop.Value < user.End.Value ? MappingTop.Value : user.End.Value;
        error = _tree.TryFindGap(user.Start.Value, top, request.Pages, out start) ? Errno.None : Errno.NoMemory;
        return error == Errno.None;
    }

    /// <summary>Grows a neighbour instead of adding a region, where nobody could tell the difference.</summary>
    private bool TryExtendNeighbour(in MapRequest request, ulong start, ulong end)
    {
        const RegionFlags Special = RegionFlags.Shared | RegionFlags.GrowsDown;
        if (request.Object is not null || (request.Flags & Special) != 0)
        {
            return false;
        }

        uint below = _tree.FindBelow(start);
        if (below != 0 && _regions[below].End == start && IsLike(in _regions[below], in request) && CanExtend(in _regions[below], _regions[below].OffsetEnd, _regions[below].OffsetEnd + request.Pages))
        {
            MoveEnd(below, end);
            MergeAround(start, end);
            return true;
        }

        uint above = _tree.Find(end);
        if (above != 0 && _regions[above].Start == end && IsLike(in _regions[above], in request) && _regions[above].Object == 0)
        {
            _regions[above].Offset = request.Pages; // shows nothing yet, so any offset will do
            MoveStart(above, start);
            return true;
        }

        return false;
    }

    private bool IsLike(in Region region, in MapRequest request) =>
        region.Access == request.Access && region.MaxAccess == request.MaxAccess && region.Badge == request.Badge
        && (region.Flags & ~(RegionFlags.StaleRights | RegionFlags.NeedsCopy)) == request.Flags
        && (region.Object == 0 || (!region.NeedsCopy && _memory.Objects[region.Object].Origin is null));

    /// <summary>Whether a private region may simply show more of its object: nothing is there, and nobody else could come to look.</summary>
    private bool CanExtend(in Region region, ulong from, ulong end)
    {
        if (end > FrameOwner.MaxOffset)
        {
            return false;
        }

        if (region.Object == 0 || region.IsShared)
        {
            return true;
        }

        VmObject shown = _memory.Objects[region.Object];
        bool isBehindVisible = shown.Backing is not null && shown.WindowStart < end && shown.WindowEnd > from;
        return !region.NeedsCopy && !isBehindVisible && shown.ShadowCount == 0 && shown.FirstRegion(from, end) == 0 && !shown.Slots.TryFindNext(from, end, out _, out _);
    }
}
