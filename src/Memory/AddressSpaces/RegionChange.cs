namespace Vela.Memory;

/// <summary>What shall become of each region of a range. Made twice, it is made once: that is how a change goes on where it was interrupted.</summary>
internal readonly struct RegionChange
{
    private readonly Access _kept;
    private readonly Access _added;
    private readonly Access _ceiling;
    private readonly RegionFlags _set;
    private readonly RegionFlags _cleared;

    private RegionChange(Access kept, Access added, Access ceiling, RegionFlags set, RegionFlags cleared)
    {
        _kept = kept;
        _added = added;
        _ceiling = ceiling;
        _set = set;
        _cleared = cleared;
    }

    /// <summary>Whether it is about what may be done with the pages, and so about entries of tables.</summary>
    public bool IsOfAccess => _kept != Access.All;

    public static RegionChange To(Access access) => new(Access.None, access, Access.All, RegionFlags.None, RegionFlags.None);

    public static RegionChange Under(Access ceiling) => new(ceiling, Access.None, ceiling, RegionFlags.None, RegionFlags.None);

    public static RegionChange OfFlags(RegionFlags set, RegionFlags cleared) => new(Access.All, Access.None, Access.All, set, cleared);

    public bool IsMadeTo(in Region region) =>
        AccessOf(in region) == region.Access && (region.MaxAccess & ~_ceiling) == 0 && FlagsOf(in region) == region.Flags;

    /// <returns>Whether its entries say something else now.</returns>
    public bool MakeTo(ref Region region)
    {
        Access before = region.Access;
        region.Access = AccessOf(in region);
        region.MaxAccess &= _ceiling;
        region.Flags = FlagsOf(in region);
        return region.Access != before;
    }

    private Access AccessOf(in Region region) => (region.Access & _kept) | _added;

    private RegionFlags FlagsOf(in Region region) => (region.Flags & ~_cleared) | _set;
}
