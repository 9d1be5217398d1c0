using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Giving capabilities away, taking them out of other spaces, and giving them up.</summary>
public sealed partial class CapabilitySpace
{
    private bool _isClosing;
    private uint _closed;

    /// <summary>The same capability under a new handle; the old one is dead.</summary>
    public Result<CapabilityHandle> Move(CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        return ResolveOwn(handle, Rights.None, operation).Ok(out uint record, out Errno error)
            ? Rehouse(this, record, _table.Records[record].Rights, Origin.Moved)
            : error;
    }

    /// <summary>Gives the capability to another space, whose quota pays from then on, with the given rights or fewer. Needs Transfer.</summary>
    /// <returns>
    /// Busy if it would be narrowed although capabilities have been derived from it; otherwise as <see cref="Derive"/>. When it fails, nothing has changed
    /// (C-86: the seed's grant reported success whatever happened).
    /// </returns>
    public Result<CapabilityHandle> Transfer(
        CapabilitySpace target, CapabilityHandle handle, Rights rights, [CallerMemberName] string operation = "")
    {
        if (!ResolveOwn(handle, Rights.Transfer, operation).Ok(out uint record, out Errno error))
        {
            return error;
        }

        Rights missing = rights & ~_table.Records[record].Rights;
        return missing != Rights.None
            ? _table.Deny(operation, DenialReason.MissingRight, Id, record, missing)
            : Rehouse(target, record, rights, Origin.Transferred);
    }

    /// <summary>Derives from a capability in another space, through a capability for that space. Needs Read there, and Duplicate and Transfer on the one taken.</summary>
    /// <remarks>What comes out through a weak capability is weak: asking for a right that a weak one may not have is refused.</remarks>
    public Result<CapabilityHandle> TakeFrom(
        CapabilityHandle spaceHandle, CapabilityHandle inner, Rights rights, [CallerMemberName] string operation = "")
    {
        if (!Get<CapabilitySpace>(spaceHandle, Rights.Read, operation).Ok(out CapabilitySpace? source, out Errno error)
            || !Resolve(spaceHandle, Rights.Read, operation).Ok(out uint through, out error))
        {
            return error;
        }

        bool isWeak = (_table.Records[through].Rights & Rights.Strong) == 0;
        Rights missing = isWeak ? rights & ~RightsTable.WeakMask : Rights.None;
        if (missing != Rights.None)
        {
            return _table.Deny(operation, DenialReason.MissingRight, Id, through, missing | Rights.Strong);
        }

        return source.DeriveInto(this, inner, rights, operation);
    }

    /// <summary>Gives the capability up. What was derived from it stays, and stays below its parent.</summary>
    public Errno Delete(CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        CapabilitySlot[] slots = _slots;
        uint index = handle.IndexAndAudience;
        if (index < (uint)slots.Length)
        {
            ref CapabilitySlot slot = ref slots[index];
            if (slot.Generation == handle.Generation && !slot.IsVacant)
            {
                uint record = slot.Record;
                Vacate(index, ref slot, Departure.Deleted);
                _table.Delete(record, this);
                return Errno.None;
            }
        }

        return ResolveOwn(handle, Rights.None, operation).Error; // nothing of this space's own
    }

    /// <summary>Takes back all that was derived from the capability, in whichever space or object it is now. The capability itself stays.</summary>
    /// <returns>Again while more is left: call again, whenever. The table finishes it in <see cref="CapabilityTable.Reap"/> if nobody does.</returns>
    public Errno Revoke(
        CapabilityHandle handle, int budget = CapabilityTable.DefaultBudget, [CallerMemberName] string operation = "")
    {
        return ResolveOwn(handle, Rights.None, operation).Ok(out uint record, out Errno error) ? _table.Revoke(record, budget) : error;
    }

    /// <summary>Gives up every capability, a bounded number a call. From the first call on, the space takes no more.</summary>
    public Progress Close(int budget = CapabilityTable.DefaultBudget)
    {
        Progress progress = GiveUp(budget);
        _ = _table.Reap();
        if (progress == Progress.Done && CapabilityCount == 0)
        {
            _table.Dismiss(this);
        }

        return progress;
    }

    protected internal override Progress OnLastCapabilityDeleted() => GiveUp(CapabilityTable.DefaultBudget);

    private Progress GiveUp(int budget)
    {
        _isClosing = true;
        SetScarce();
        for (; Count != 0; _closed++)
        {
            if (budget-- == 0)
            {
                return Progress.Again;
            }

            if (!_slots[_closed].IsVacant)
            {
                uint record = _slots[_closed].Record;
                Vacate(_closed, Departure.Deleted);
                _table.Remove(record);
            }
        }

        return Progress.Done;
    }

    private Result<CapabilityHandle> Rehouse(CapabilitySpace target, uint index, Rights rights, Origin origin)
    {
        CapabilityRecord record = _table.Records[index];
        if (rights != record.Rights && record.FirstChild != 0)
        {
            return Errno.Busy;
        }

        Errno error = target.MakeRoom();
        if (error != Errno.None)
        {
            return error;
        }

        if (target.Quota.Index != record.Payer && !target.Quota.TryCharge(Resource.Capabilities, 1))
        {
            return Errno.QuotaExceeded;
        }

        uint slot = target.Occupy(record.Object, rights, index, out uint generation);
        Vacate(record.Slot, Departure.Moved);
        _table.Rehouse(index, target, slot, rights, origin, Id);
        return new CapabilityHandle(slot, Audience.Private, generation);
    }
}
