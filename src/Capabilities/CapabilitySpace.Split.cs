using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Dividing a capability so that the parts together are what there was (C-85).</summary>
public sealed partial class CapabilitySpace
{
    /// <summary>Divides a quota: a new one that has the amounts, taken from what this one has unused. Needs Split.</summary>
    /// <returns>Invalid if all amounts are 0; QuotaExceeded if so much is not unused; otherwise as <see cref="Derive"/>.</returns>
    public Result<CapabilityHandle> Split(CapabilityHandle handle, in QuotaAmounts amounts, [CallerMemberName] string operation = "")
    {
        if (!Get<Quota>(handle, Rights.Split, operation).Ok(out Quota? quota, out Errno error)
            || !Resolve(handle, Rights.Split, operation).Ok(out uint parent, out error)
            || !quota.Split(amounts).Ok(out Quota? part, out error))
        {
            return error;
        }

        Result<CapabilityHandle> placed = Place(parent, part, _table.Records[parent].Rights, 0, Origin.Split, Id, operation);
        if (!placed.IsOk)
        {
            part.Close();
        }

        return placed;
    }

    /// <summary>Moves unused amounts from one quota to another: what a pager answers when a client asks for more (C-91). Needs Split on both.</summary>
    /// <returns>As <see cref="Split"/>; Stale if the other is closed.</returns>
    public Errno Endow(CapabilityHandle from, CapabilityHandle to, in QuotaAmounts amounts, [CallerMemberName] string operation = "")
    {
        return Get<Quota>(from, Rights.Split, operation).Ok(out Quota? giver, out Errno error)
            && Get<Quota>(to, Rights.Split, operation).Ok(out Quota? taker, out error)
                ? giver.MoveTo(taker, amounts)
                : error;
    }

    /// <summary>Divides by rights: a new capability of equal standing has these, and this one keeps the rest. The common rights stay with both.</summary>
    /// <returns>Invalid if either part would be empty; Busy if capabilities have been derived from it; otherwise as <see cref="Derive"/>.</returns>
    public Result<CapabilityHandle> SplitRights(CapabilityHandle handle, Rights rights, [CallerMemberName] string operation = "")
    {
        if (!ResolveOwn(handle, Rights.None, operation).Ok(out uint index, out Errno error))
        {
            return error;
        }

        CapabilityRecord record = _table.Records[index];
        Rights taken = rights & ~RightsTable.Common;
        Rights kept = record.Rights & ~taken;
        Rights missing = taken & ~record.Rights;
        if (missing != Rights.None)
        {
            return _table.Deny(operation, DenialReason.MissingRight, Id, index, missing);
        }

        if (taken == Rights.None || (kept & ~RightsTable.Common) == Rights.None)
        {
            return Errno.Invalid;
        }

        if (record.FirstChild != 0)
        {
            return Errno.Busy;
        }

        Rights common = record.Rights & RightsTable.Common;
        Result<CapabilityHandle> placed = Place(
            record.Parent, _objects[record.Object], taken | common, record.Badge, Origin.Split, Id, operation);
        if (placed.IsOk)
        {
            _table.SetRights(index, kept);
            ref CapabilitySlot slot = ref _slots[handle.Index];
            slot.Withheld = ~kept;
            Changed(handle.Index, in slot);
        }

        return placed;
    }
}
