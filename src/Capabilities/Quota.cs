using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>How much of each resource its holders may use, and how much they do.</summary>
/// <remarks>
/// Purpose: whoever creates something presents a quota and is charged there; exhausting it fails its holders and nobody else (C-88, C-102).
/// Owns: the amounts. Does not own: what was charged; each thing remembers its payer and is uncharged there, which is C-82's "returns to the list that lent it".
/// Invariants: used ≤ limit for each resource, but for what was moved here by <see cref="Take"/>. Splitting and closing move amounts between limits, so over all quotas the sum of limits never changes.
/// States: open → closed, when the last capability for it is deleted. A closed quota refuses charges; what it had unused goes to its nearest open
/// ancestor at once, the rest as it is uncharged. The root never closes.
/// </remarks>
public sealed class Quota : KernelObject
{
    /// <summary>All of the processor's time, in the unit of <see cref="Resource.CpuShare"/>.</summary>
    public const ulong WholeProcessor = 1 << 20;

    private readonly CapabilityTable _table;
    private readonly Quota? _parent;
    private QuotaAmounts _limit;
    private QuotaAmounts _used;
    private bool _isClosed;

    /// <summary>Whether it was ever given a share of the processor: giving it all away does not free its threads from it.</summary>
    private bool _hasShare;

    internal Quota(CapabilityTable table, in QuotaAmounts total)
        : base(ObjectType.Quota)
    {
        _table = table;
        _limit = total;
        _used = default;
    }

    private Quota(Quota parent)
        : base(ObjectType.Quota)
    {
        _table = parent._table;
        _parent = parent;
        _limit = default;
        _used = default;
    }

    public bool IsClosed => _isClosed;

    internal Quota? Parent => _parent;

    /// <summary>Whose share of the processor its threads run on: its own, or where it was given none that of its nearest ancestor. Null: the machine's, to which nobody is held.</summary>
    public Quota? ShareHolder
    {
        [NoAllocation]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _parent is null ? null : FindShareHolder();
    }

    /// <summary>Nanoseconds that threads have had on its share and that it has not earned since. The scheduler's.</summary>
    public ulong SpentTime { get; set; }

    /// <summary>The period in which that was last looked at. The scheduler's.</summary>
    public ulong SpentPeriod { get; set; }

    /// <summary>Whether it governs nothing any more. A closed quota is forgotten only then, so that the sum over all known quotas stays whole.</summary>
    internal bool IsEmpty
    {
        get
        {
            for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
            {
                if (_limit[resource] != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The amount this quota governs itself; what was split off it is not in it.</summary>
    public ulong Limit(Resource resource) => _limit[resource];

    public ulong Used(Resource resource) => _used[resource];

    /// <summary>Takes an amount into use; false, and nothing changed, if there is not so much left. A few instructions: frames are charged on the fault path.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCharge(Resource resource, ulong amount)
    {
        ulong used = _used[resource];
        ulong next = unchecked(used + amount);
        if (next > _limit[resource] || next < used)
        {
            return false; // too much, or so much that the sum went around
        }

        _used[resource] = next;
        return true;
    }

    /// <summary>Takes one into use, as <see cref="TryCharge"/> does.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryChargeOne(Resource resource)
    {
        ulong used = _used[resource];
        if (used >= _limit[resource])
        {
            return false;
        }

        _used[resource] = unchecked(used + 1); // no more than the limit
        return true;
    }

    /// <summary>Takes an amount into use whatever the limit: a page that moves from one payer to another must go somewhere. Nothing more until enough is given back.</summary>
    [NoAllocation]
    public void Take(Resource resource, ulong amount) => _used[resource] += amount;

    /// <summary>What may still be charged.</summary>
    public ulong Unused(Resource resource) => _used[resource] < _limit[resource] ? _limit[resource] - _used[resource] : 0;

    /// <summary>Gives an amount back. Giving back more than is in use stops the machine (C-88: the seed's test for it was on an unsigned number and never failed).</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uncharge(Resource resource, ulong amount)
    {
        ulong used = _used[resource];
        Panic.When(amount > used, "more was uncharged than was charged");
        _used[resource] = unchecked(used - amount); // not below 0
        if (_isClosed)
        {
            Shrink(resource);
        }
    }

    private void Shrink(Resource resource)
    {
        ReturnUnused(resource);
        _table.Forget(this);
    }

    /// <summary>A new quota with amounts that this one has unused, taken away from it.</summary>
    /// <returns>Invalid if all amounts are 0 (C-85: no part may be empty), QuotaExceeded if so much of something is not left.</returns>
    internal Result<Quota> Split(in QuotaAmounts amounts)
    {
        Quota part = new(this);
        Errno error = MoveTo(part, amounts);
        return error != Errno.None ? error : part;
    }

    /// <summary>Moves unused amounts to another quota: all of them, or nothing and an error as <see cref="Split"/> has.</summary>
    internal Errno MoveTo(Quota other, in QuotaAmounts amounts)
    {
        if (other._isClosed)
        {
            return Errno.Stale;
        }

        bool isNothing = true;
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            isNothing &= amounts[resource] == 0;
            if (amounts[resource] > Unused(resource))
            {
                return Errno.QuotaExceeded;
            }
        }

        if (isNothing)
        {
            return Errno.Invalid;
        }

        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            _limit[resource] -= amounts[resource];
            other._limit[resource] += amounts[resource];
        }

        other._hasShare |= amounts[Resource.CpuShare] != 0;
        return Errno.None;
    }

    /// <summary>Undoes a split that could not be handed out.</summary>
    internal void Close()
    {
        if (_isClosed || _parent is null)
        {
            return;
        }

        _isClosed = true;
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            ReturnUnused(resource);
        }
    }

    protected internal override Progress OnLastCapabilityDeleted()
    {
        Close();
        return Progress.Done;
    }

    [NoAllocation]
    private Quota? FindShareHolder()
    {
        Quota holder = this;
        while (holder._parent is { } parent && (holder._isClosed || !holder._hasShare))
        {
            holder = parent;
        }

        return holder._parent is null ? null : holder;
    }

    private void ReturnUnused(Resource resource)
    {
        ulong amount = Unused(resource);
        Quota ancestor = _parent!;
        while (ancestor._isClosed)
        {
            ancestor = ancestor._parent!;
        }

        _limit[resource] -= amount;
        ancestor._limit[resource] += amount;
    }
}
