using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Making capabilities: new ones, narrower ones, equal ones. Rights never grow on any of these ways.</summary>
public sealed partial class CapabilitySpace
{
    /// <summary>The first capability for an object, or one more that no other is the parent of. Kernel rooms only: it makes authority.</summary>
    /// <returns>Invalid for a right that the object's type does not have; QuotaExceeded, NoMemory, TooManyOpenFiles, Stale if it cannot be held.</returns>
    public Result<CapabilityHandle> Insert(KernelObject subject, Rights rights)
    {
        return IsApplicable(rights, subject.Type)
            ? Place(0, subject, rights, 0, Origin.Created, 0)
            : Errno.Invalid;
    }

    /// <summary>A narrower capability for the same object, which goes when this one is revoked.</summary>
    /// <returns>NotCapable for a right that this one lacks (the denial names it); Again while a revocation of it runs; otherwise as <see cref="Insert"/>.</returns>
    /// <remarks>Needs no right: it gives nobody anything new. But a child that can be given away (Transfer) needs Duplicate, or a sole capability could be multiplied.</remarks>
    public Result<CapabilityHandle> Derive(CapabilityHandle handle, Rights rights, [CallerMemberName] string operation = "")
    {
        return Resolve(handle, Rights.None, operation).Ok(out uint parent, out Errno error)
            ? DeriveChild(this, parent, rights, 0, Origin.Derived, operation)
            : error;
    }

    /// <summary>A narrower capability in another space: giving while keeping. Needs Duplicate and Transfer. A fork does this for each descriptor.</summary>
    public Result<CapabilityHandle> DeriveInto(
        CapabilitySpace target, CapabilityHandle handle, Rights rights, [CallerMemberName] string operation = "")
    {
        return Resolve(handle, Rights.Duplicate | Rights.Transfer, operation).Ok(out uint parent, out Errno error)
            ? DeriveChild(target, parent, rights, 0, Origin.Derived, operation)
            : error;
    }

    /// <summary>A capability with the same rights in another space, below this one: what a fork does. Needs Duplicate and Transfer.</summary>
    public Result<CapabilityHandle> DeriveInto(CapabilitySpace target, CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        if (!Resolve(handle, Rights.Duplicate | Rights.Transfer, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        ref CapabilityRecord record = ref _table.Records[parent]; // has Duplicate and no right less than the child: nothing to refuse
        return target.Place(parent, _objects[record.Object], record.Rights, record.Badge, Origin.Derived, Id, operation);
    }

    /// <summary>A capability for an endpoint or notification that carries a word of the deriver's choice. Needs Badge.</summary>
    /// <returns>Invalid for badge 0; Exists if the capability has a badge: a badge is set once.</returns>
    public Result<CapabilityHandle> DeriveBadged(
        CapabilityHandle handle, Rights rights, ulong badge, [CallerMemberName] string operation = "")
    {
        if (!Resolve(handle, Rights.Badge, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        if (badge == 0)
        {
            return Errno.Invalid;
        }

        return _table.Records[parent].Badge != 0 ? Errno.Exists : DeriveChild(this, parent, rights, badge, Origin.Derived, operation);
    }

    /// <summary>A weak capability: it can change nothing, and nothing that is reached through it can be changed (KeyKOS' sense key).</summary>
    public Result<CapabilityHandle> Seal(CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        if (!Resolve(handle, Rights.None, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        Rights kept = _table.Records[parent].Rights & RightsTable.WeakMask;
        if ((kept & Rights.Duplicate) == 0)
        {
            kept &= ~Rights.Transfer;
        }

        return DeriveChild(this, parent, kept, 0, Origin.Sealed, operation);
    }

    /// <summary>A capability for another object that was reached through this one: a file through its directory, a thread through its process.</summary>
    /// <param name="handle">What the object was reached through. The caller has checked the right to do so.</param>
    /// <param name="reached">The object.</param>
    /// <param name="rights">At most those of <paramref name="handle"/>; revoking that one takes this one too.</param>
    /// <param name="operation">Named in the denial record.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Result<CapabilityHandle> Reach(
        CapabilityHandle handle, KernelObject reached, Rights rights, [CallerMemberName] string operation = "")
    {
        CapabilitySlot[] slots = _slots;
        uint index = handle.IndexAndAudience;
        if (index < (uint)slots.Length)
        {
            ref readonly CapabilitySlot slot = ref slots[index];
            if (slot.Generation == handle.Generation && !slot.IsVacant && (slot.Withheld & Needed(rights)) == 0 && IsApplicable(rights, reached.Type))
            {
                return PlaceHere(slot.Record, reached, rights, 0, Origin.Reached, Id, operation);
            }
        }

        return ReachSlowly(handle, reached, rights, operation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<CapabilityHandle> ReachSlowly(CapabilityHandle handle, KernelObject reached, Rights rights, string operation)
    {
        if (!Resolve(handle, Rights.None, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        if (!IsApplicable(rights, reached.Type))
        {
            return Errno.Invalid;
        }

        error = Narrow(parent, rights, operation);
        return error != Errno.None ? error : Place(parent, reached, rights, 0, Origin.Reached, Id, operation);
    }

    /// <summary>A capability of equal standing: same rights, same parent. Needs Duplicate.</summary>
    public Result<CapabilityHandle> Duplicate(CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        if (!ResolveOwn(handle, Rights.Duplicate, operation).Ok(out uint record, out Errno error))
        {
            return error;
        }

        CapabilityRecord original = _table.Records[record];
        return Place(original.Parent, _objects[original.Object], original.Rights, original.Badge, Origin.Duplicated, Id, operation);
    }

    private bool IsApplicable(Rights rights, ObjectType type) => (rights & ~_table.Applicable[(int)type]) == 0;

    private Result<CapabilityHandle> DeriveChild(
        CapabilitySpace target, uint parent, Rights rights, ulong badge, Origin origin, string operation)
    {
        Errno error = Narrow(parent, rights, operation);
        if (error != Errno.None)
        {
            return error;
        }

        CapabilityRecord record = _table.Records[parent];
        return target.Place(parent, _objects[record.Object], rights, badge != 0 ? badge : record.Badge, origin, Id, operation);
    }

    /// <summary>What a capability must carry for a child of it to have these rights: what can be given away must be one that can be multiplied.</summary>
    private static Rights Needed(Rights rights) => (rights & Rights.Transfer) != 0 ? rights | Rights.Duplicate : rights;

    /// <summary>Whether a child of a record may have these rights; the denial names the ones it may not have.</summary>
    private Errno Narrow(uint parent, Rights rights, string operation)
    {
        Rights missing = Needed(rights) & ~_table.Records[parent].Rights;
        return missing != Rights.None ? _table.Deny(operation, DenialReason.MissingRight, Id, parent, missing) : Errno.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<CapabilityHandle> Place(
        uint parent, KernelObject subject, Rights rights, ulong badge, Origin origin, ulong givenBy, string operation = nameof(Insert)) =>
        PlaceHere(parent, subject, rights, badge, origin, givenBy, operation);

    /// <summary>Puts a new capability into this space. All that can fail comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result<CapabilityHandle> PlaceHere(
        uint parent, KernelObject subject, Rights rights, ulong badge, Origin origin, ulong givenBy, string operation)
    {
        if (_table.RunningRevocations != 0 || !HasRoom)
        {
            Errno error = Prepare(parent, operation);
            if (error != Errno.None)
            {
                return error;
            }
        }

        Quota payer = Quota;
        if (!payer.TryChargeOne(Resource.Capabilities)) // no handle is ever for a mapping
        {
            return Errno.QuotaExceeded;
        }

        if (!_table.Records.TryReserve() || !_table.TryRegister(subject, payer))
        {
            return GiveUpPlace(payer);
        }

        ref CapabilityRecord record = ref _table.Establish(parent, subject, subject.Type, rights, this, payer, out uint index);
        uint slot = Occupy(subject.Index, rights, index, out uint generation);
        record.Badge = badge;
        record.GivenBy = givenBy;
        record.Slot = slot;
        record.Origin = origin;
        return new CapabilityHandle(slot, Audience.Private, generation);
    }

    /// <summary>There is no record for it, or nobody pays for its object.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno GiveUpPlace(Quota payer)
    {
        payer.Uncharge(Resource.Capabilities, 1);
        return _table.Records.TryReserve() ? Errno.QuotaExceeded : Errno.NoMemory;
    }

    /// <summary>Whether a capability may be placed below a record now, and has a slot.</summary>
    private Errno Prepare(uint parent, string operation)
    {
        Errno error = _table.Fence(parent);
        return error == Errno.Stale ? _table.Deny(operation, DenialReason.Revoked, Id, parent, Rights.None)
            : error == Errno.None ? MakeRoom() : error;
    }
}
