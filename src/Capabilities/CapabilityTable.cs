using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The system's capabilities: every record, the derivation tree they form, the objects they are for, and the revocations that are running.</summary>
/// <remarks>
/// Purpose: what is common to all spaces. One is made at boot; its <see cref="RootSpace"/> holds the capability for all of the machine's quota.
/// Owns: the record slab, the object table, the tree's links, the queue of doomed objects, the log of refusals.
/// Does not own: slots (<see cref="CapabilitySpace"/>), amounts (<see cref="Quota"/>), the objects' contents (the rooms above).
/// Lock: none; the kernel token.
/// Invariants (<see cref="CheckInvariants"/>): a child has no right its parent lacks; an object's count is the number of live records that name it;
/// a quota's use of capabilities, mappings and objects is the number charged to it; a tombstone has two children at least unless it is being revoked.
/// Steps are bounded: every walk over what a program can make long is a loop that answers <see cref="Progress.Again"/> or <see cref="Errno.Again"/>.
/// </remarks>
public sealed partial class CapabilityTable
{
    /// <summary>How many records a step of Revoke, Reap or Close visits. At about 200 instructions each, well below the watchdog's limit.</summary>
    public const int DefaultBudget = 256;

    private readonly ObjectTable _objects = new();
    private readonly Rights[] _applicable = new Rights[RightsTable.TypeCount];
    private readonly RecordSlab _records;
    private bool _isInHook;

    /// <param name="capacity">The most capability records there can ever be, deleted ancestors included (at most twice the live ones).</param>
    /// <param name="total">What the machine has of each resource. The table's own root space and quota are charged to it.</param>
    public CapabilityTable(uint capacity, in QuotaAmounts total)
    {
        _records = new RecordSlab(capacity);
        for (ObjectType type = 0; (int)type < RightsTable.TypeCount; type++)
        {
            _applicable[(int)type] = RightsTable.Applicable(type);
        }

        _total = total;
        RootQuota = new Quota(this, total);
        bool isKnown = TryRegister(RootQuota, RootQuota);
        Panic.When(!isKnown, "the machine's quota must cover its own object");
        RootSpace = CapabilitySpace.Create(this, RootQuota).Expect("the machine's quota must cover the root space");
        RootQuotaHandle = RootSpace.Insert(RootQuota, RightsTable.Applicable(ObjectType.Quota))
            .Expect("the machine's quota must cover its own capability");
    }

    public Quota RootQuota { get; }

    /// <summary>The space of the kernel itself, from which the first processes are given theirs.</summary>
    public CapabilitySpace RootSpace { get; }

    /// <summary>The capability for <see cref="RootQuota"/>, in <see cref="RootSpace"/>.</summary>
    public CapabilityHandle RootQuotaHandle { get; }

    public DenialLog Denials { get; } = new();

    /// <summary>How many records are in use, those of deleted ancestors included.</summary>
    public uint RecordCount => _records.Count;

    /// <summary>How many objects are registered.</summary>
    public int ObjectCount => _objects.Count;

    internal ObjectTable Objects => _objects;

    /// <summary><see cref="RightsTable.Applicable"/>, as an array.</summary>
    internal Rights[] Applicable => _applicable;

    internal RecordSlab Records => _records;

    /// <summary>Makes an object known, charged to the payer; nothing if it is known already.</summary>
    /// <returns>False, and nothing changed, if the payer has no object left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRegister(KernelObject known, Quota payer)
    {
        if (known.Index == 0)
        {
            if (!payer.TryChargeOne(Resource.Objects))
            {
                return false;
            }

            known.Payer = payer;
            _objects.Add(known);
            unchecked
            {
                payer.RecordUses++; // less than there are indices
            }
        }

        known.IsDestroyed = false;
        return true;
    }

    /// <summary>Says that an object that no capability names is finished: one that was only ever a holder, or whose creation failed half-way.</summary>
    public void Dismiss(KernelObject finished)
    {
        Panic.When(finished.CapabilityCount != 0, "an object with capabilities is destroyed by deleting them");
        finished.IsDestroyed = true;
        Forget(finished);
    }

    /// <summary>Frees the index of an object that is destroyed and that no record names any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Forget(KernelObject known)
    {
        if (known.IsDestroyed)
        {
            ForgetDestroyed(known);
        }
    }

    private void ForgetDestroyed(KernelObject known)
    {
        // A quota is forgotten with the last thing charged to it, and that may have been the quota just forgotten.
        while (known is { IsDestroyed: true, CapabilityCount: 0, RecordUses: 0, Index: not 0 } and not Quota { IsEmpty: false })
        {
            known = Unregister(known);
        }
    }

    /// <summary>Takes an object out of the table.</summary>
    /// <returns>Who paid for it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Quota Unregister(KernelObject known)
    {
        Quota payer = known.Payer!;
        known.Payer = null;
        _objects.Remove(known);
        payer.Uncharge(Resource.Objects, 1);
        unchecked
        {
            payer.RecordUses--; // it was counted when the object was registered
        }

        return payer;
    }

    /// <summary>What a record of this type is charged as.</summary>
    internal static Resource ChargeFor(ObjectType type) => type == ObjectType.Region ? Resource.Mappings : Resource.Capabilities;

    // Two calls with constants, of which little is left (QuotaAmounts), rather than one with a choice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryChargeRecord(ObjectType type, Quota payer) =>
        type == ObjectType.Region ? payer.TryChargeOne(Resource.Mappings) : payer.TryChargeOne(Resource.Capabilities);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnchargeRecord(ObjectType type, Quota payer)
    {
        if (type == ObjectType.Region)
        {
            payer.Uncharge(Resource.Mappings, 1);
        }
        else
        {
            payer.Uncharge(Resource.Capabilities, 1);
        }
    }

    /// <summary>Reserves what a new capability needs beside its charge: a record, and the object's registration. Nothing is visible yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Errno Reserve(KernelObject subject, Quota payer) =>
        !_records.TryReserve() ? Errno.NoMemory : TryRegister(subject, payer) ? Errno.None : Errno.QuotaExceeded;

    /// <summary>Makes the reserved record a live one, counts it with its object, holder and payer, and links it below its parent. Cannot fail.</summary>
    /// <returns>The record, in which the caller fills in the rest: badge, giver, slot, origin.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref CapabilityRecord Establish(uint parent, KernelObject subject, ObjectType type, Rights rights, KernelObject holder, Quota payer, out uint index)
    {
        ref CapabilityRecord record = ref _records.Take(out index);
        record.Object = subject.Index;
        record.Holder = holder.Index;
        record.Payer = payer.Index;
        record.Type = type;
        record.State = RecordState.Live;
        record.Rights = rights;
        unchecked
        {
            // Less than there are records.
            subject.CapabilityCount++;
            holder.RecordUses++;
            payer.RecordUses++;
        }

        if ((rights & Rights.Receive) != 0)
        {
            subject.CountReceivers(1);
        }

        if (parent != 0)
        {
            Link(index, ref record, parent);
        }

        return ref record;
    }
}
