using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The capabilities that one holder has, and the only way from a handle to an object.</summary>
/// <remarks>
/// Purpose: <see cref="Get{T}(CapabilityHandle, Rights, string)"/>. System calls, the shell and the rooms reach every object through it.
/// Owns: the slots (the hot halves). Does not own: the records (<see cref="CapabilityTable"/>), the objects.
/// It sees, besides its own, up to three spaces that others share into: its group's, its siblings' and its container's (C-82).
/// Invariants: a handle finds a slot only while the generation matches; a slot's withheld rights are the complement of its record's rights.
/// States: open → closing (refuses newcomers, gives up its capabilities step by step) → closed.
/// A space is itself an object: the capability for it is the right to look into it and to put things there.
/// </remarks>
public sealed partial class CapabilitySpace : KernelObject
{
    private readonly CapabilityTable _table;
    private readonly ObjectTable _objects;

    private CapabilitySpace(CapabilityTable table, Quota quota)
        : base(ObjectType.CapabilitySpace)
    {
        _table = table;
        _objects = table.Objects;
        Quota = quota;
    }

    /// <summary>Pays for every capability that the space gets, and for the objects that are first handed to it.</summary>
    public Quota Quota { get; private set; }

    /// <summary>How many capabilities it holds.</summary>
    public int Count { get; private set; }

    /// <summary>An empty space, charged to a quota.</summary>
    /// <returns>QuotaExceeded if the quota has no object left.</returns>
    public static Result<CapabilitySpace> Create(CapabilityTable table, Quota quota)
    {
        Panic.When(quota.Index == 0, "a space's quota must be held by someone");
        CapabilitySpace space = new(table, quota);
        return table.TryRegister(space, quota) ? space : Errno.QuotaExceeded;
    }

    /// <summary>From now on another quota pays; what there is already stays charged where it was. Kernel rooms only, when the holder presents it.</summary>
    public void PayFrom(Quota quota)
    {
        Panic.When(quota.Index == 0, "a space's quota must be held by someone");
        Quota = quota;
    }

    /// <summary>The object that a handle names, if the capability carries all the wanted rights.</summary>
    /// <param name="handle">Any number at all, straight from a program.</param>
    /// <param name="required">The rights that the operation needs.</param>
    /// <param name="operation">Named in the denial record; costs nothing unless refused.</param>
    /// <typeparam name="T">The exact, sealed type of the object.</typeparam>
    /// <returns>BadDescriptor if the handle names nothing here; Invalid if it names another type; NotCapable if a right is missing.</returns>
    /// <remarks>
    /// Inlined into each caller: bounds, generation, mask, exact type, at most 26 instructions in the image. Anything unusual, also a capability that is
    /// shared with this space, goes through <see cref="GetSlowly{T}"/>.
    /// </remarks>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Result<T> Get<T>(CapabilityHandle handle, Rights required, [CallerMemberName] string operation = "")
        where T : KernelObject
    {
        CapabilitySlot[] slots = _slots;
        uint index = handle.IndexAndAudience;
        if (index < (uint)slots.Length)
        {
            ref readonly CapabilitySlot slot = ref slots[index];
            if (slot.Generation == handle.Generation && (slot.Withheld & required) == 0)
            {
                KernelObject found = _objects.Entries[slot.Object].Object;
                if (found.GetType() == typeof(T))
                {
                    return (T)found;
                }
            }
        }

        return GetSlowly<T>(handle, required, operation);
    }

    /// <summary>The object and the badge that the capability carries: what an endpoint's receiver learns about the sender.</summary>
    [NoAllocation]
    public Result<T> Get<T>(CapabilityHandle handle, Rights required, out ulong badge, [CallerMemberName] string operation = "")
        where T : KernelObject
    {
        badge = 0;
        Result<T> result = Get<T>(handle, required, operation);
        if (result.IsOk)
        {
            // The space that was searched is the one the handle's audience names, and it was found a moment ago.
            badge = _table.Records[Seen(handle.Audience)!._slots[handle.Index].Record].Badge;
        }

        return result;
    }

    /// <summary>Whether one of the capabilities that are this space's own carries the wanted rights. A no is not noted as a refusal.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(CapabilityHandle handle, Rights required)
    {
        CapabilitySlot[] slots = _slots;
        uint index = handle.IndexAndAudience;
        if (required == Rights.None || index >= (uint)slots.Length)
        {
            return false;
        }

        ref readonly CapabilitySlot slot = ref slots[index];
        if (slot.Generation != handle.Generation || (slot.Withheld & required) != 0)
        {
            return false;
        }

        return true; // a branch, and no value that is then branched on
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<T> GetSlowly<T>(CapabilityHandle handle, Rights required, string operation)
        where T : KernelObject
    {
        if (!Resolve(handle, required, operation).Ok(out uint record, out Errno error))
        {
            return error;
        }

        return _objects[_table.Records[record].Object] is T found
            ? found
            : _table.Deny(operation, DenialReason.WrongType, Id, record, Rights.None);
    }

    /// <summary>The record that a handle names, if it carries the wanted rights; otherwise the denial is recorded.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result<uint> Resolve(CapabilityHandle handle, Rights required, string operation)
    {
        CapabilitySlot[] slots = _slots;
        uint index = handle.IndexAndAudience;
        if (index < (uint)slots.Length)
        {
            ref readonly CapabilitySlot slot = ref slots[index];
            if (slot.Generation == handle.Generation && !slot.IsVacant && (slot.Withheld & required) == 0)
            {
                return slot.Record;
            }
        }

        return ResolveSlowly(handle, required, operation);
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<uint> ResolveSlowly(CapabilityHandle handle, Rights required, string operation)
    {
        CapabilitySpace? seen = Seen(handle.Audience);
        if (seen is null || handle.Index >= (uint)seen._slots.Length)
        {
            return _table.Deny(operation, DenialReason.NoSuchCapability, Id, 0, Rights.None);
        }

        ref readonly CapabilitySlot slot = ref seen._slots[handle.Index];
        if (slot.Generation != handle.Generation || slot.IsVacant)
        {
            return _table.Deny(operation, ReasonForAbsence(slot, handle.Generation), Id, 0, Rights.None);
        }

        Rights missing = slot.Withheld & required;
        return missing != Rights.None ? _table.Deny(operation, DenialReason.MissingRight, Id, slot.Record, missing) : slot.Record;
    }

    /// <summary>As <see cref="Resolve"/>, for what only the holder itself may do: shared capabilities are refused with NotPermitted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result<uint> ResolveOwn(CapabilityHandle handle, Rights required, string operation)
    {
        Result<uint> found = Resolve(handle, required, operation);
        return !found.IsOk || handle.IsPrivate ? found : DenyShared(found, operation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<uint> DenyShared(Result<uint> record, string operation) =>
        _table.Deny(operation, DenialReason.NotHeld, Id, record.Expect("it was found"), Rights.None);

    [NoAllocation]
    private static DenialReason ReasonForAbsence(in CapabilitySlot slot, uint generation)
    {
        // Only the last capability of a vacant slot is remembered.
        if (!slot.IsVacant || slot.Generation != unchecked(generation + 1))
        {
            return DenialReason.NoSuchCapability;
        }

        return (Departure)slot.Object switch
        {
            Departure.Deleted => DenialReason.Deleted,
            Departure.Revoked => DenialReason.Revoked,
            Departure.Moved => DenialReason.Moved,
            _ => DenialReason.NoSuchCapability,
        };
    }
}
