using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The derivation tree's links, and how a record leaves it.</summary>
/// <remarks>
/// Deleting a capability keeps its descendants, and whoever could revoke them still can. A deleted record with several children therefore stays as a
/// tombstone; with one child left, the child takes its place. So tombstones are fewer than live leaves, and deleting costs the same however many
/// children there are (handing them all to the grandparent would not).
/// </remarks>
public sealed partial class CapabilityTable
{
    /// <summary>How far up a derivation looks for a running revocation. A capability below a longer chain waits for it to finish.</summary>
    private const int FenceDepth = 4096;

    /// <summary>Whether a capability may be made below this record now.</summary>
    /// <returns>
    /// None; Again if a revocation of this record itself runs, or the chain is too long to tell; Stale if one runs above it, which this record will not survive.
    /// Without this fence, a program that derives faster than it is revoked would never be done.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Errno Fence(uint index) => _runningRevocations == 0 || index == 0 ? Errno.None : FenceAmong(index);

    private Errno FenceAmong(uint index)
    {
        if (_records[index].IsRevoking)
        {
            return Errno.Again;
        }

        uint ancestor = _records[index].Parent;
        for (int depth = 0; ancestor != 0; depth++)
        {
            if (_records[ancestor].IsRevoking)
            {
                return Errno.Stale;
            }

            if (depth == FenceDepth)
            {
                return Errno.Again;
            }

            ancestor = _records[ancestor].Parent;
        }

        return Errno.None;
    }

    /// <summary>Takes a capability whose slot has been vacated out of the table, because its holder gave it up.</summary>
    internal void Remove(uint index)
    {
        ref CapabilityRecord record = ref _records[index];
        KernelObject subject = Drop(index, ref record, _objects[record.Holder], (Quota)_objects[record.Payer]);
        if (subject.CapabilityCount == 0)
        {
            Doom(subject);
        }
    }

    /// <summary>As <see cref="Remove"/>, for the space that holds it; what is doomed by that is destroyed, as far as that is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Delete(uint index, CapabilitySpace holder)
    {
        ref CapabilityRecord record = ref _records[index];
        Quota payer = holder.Quota;
        KernelObject subject = Drop(index, ref record, holder, record.Payer == payer.Index ? payer : (Quota)_objects[record.Payer]);
        if (subject.CapabilityCount == 0 && !TryDestroyNow(subject))
        {
            return;
        }

        if (_firstDoomed is not null || _runningRevocations != 0)
        {
            _ = Reap();
        }
    }

    /// <summary>Destroys an object that is doomed alone, or dooms it.</summary>
    /// <returns>False: it is not done, and what is to be done then is for the next <see cref="Reap"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDestroyNow(KernelObject last)
    {
        if (_firstDoomed is not null || _isInHook)
        {
            Doom(last);
            return true;
        }

        if (Destroy(last) == Progress.Done)
        {
            return true;
        }

        Enqueue(last);
        return false;
    }

    /// <summary>Says who holds a record now, with which rights. If the payer is another, it has been charged, and the old one gets its charge back.</summary>
    internal void Rehouse(uint index, CapabilitySpace holder, uint slot, Rights rights, Origin origin, ulong givenBy)
    {
        ref CapabilityRecord record = ref _records[index];
        KernelObject oldHolder = _objects[record.Holder];
        Quota oldPayer = (Quota)_objects[record.Payer];
        SetRights(index, rights);
        record.Holder = holder.Index;
        record.Payer = holder.Quota.Index;
        record.Slot = slot;
        record.Origin = origin;
        record.GivenBy = givenBy;
        holder.RecordUses++;
        holder.Quota.RecordUses++;
        if (!ReferenceEquals(oldPayer, holder.Quota))
        {
            UnchargeRecord(record.Type, oldPayer);
        }

        oldHolder.RecordUses--;
        oldPayer.RecordUses--;
        Forget(oldHolder);
        Forget(oldPayer);
    }

    /// <summary>Takes rights away from a record.</summary>
    internal void SetRights(uint index, Rights rights)
    {
        ref CapabilityRecord record = ref _records[index];
        if ((record.Rights & ~rights & Rights.Receive) != 0)
        {
            _objects[record.Object].CountReceivers(-1);
        }

        record.Rights = rights;
    }

    /// <summary>A live record's capability ceases to be: the charge and the counts go, the tree is mended.</summary>
    /// <returns>The object: if it was the last for it, the caller dooms it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KernelObject Drop(uint index, ref CapabilityRecord record, KernelObject holder, Quota payer)
    {
        KernelObject subject = _objects[record.Object];
        Rights rights = record.Rights;
        UnchargeRecord(record.Type, payer);
        unchecked
        {
            // They were counted when the record was made.
            subject.CapabilityCount--;
            holder.RecordUses--;
            payer.RecordUses--;
        }

        if (record.FirstChild == 0 && !record.IsRevoking)
        {
            ref CapabilityRecord above = ref Free(index, ref record, out uint parent);
            if (above.State == RecordState.Tombstone)
            {
                Settle(parent, ref above);
            }
        }
        else
        {
            record.State = RecordState.Tombstone;
            record.Object = 0;
            record.Holder = 0;
            record.Payer = 0;
            record.Slot = CapabilityRecord.NoSlot;
            Settle(index, ref record);
        }

        if ((rights & Rights.Receive) != 0)
        {
            subject.CountReceivers(-1);
        }

        Forget(holder);
        Forget(payer);
        return subject;
    }

    /// <summary>Removes a tombstone that is not needed, and what that makes unneeded above it.</summary>
    private void Settle(uint index, ref CapabilityRecord record)
    {
        while (record.State == RecordState.Tombstone)
        {
            if (record.FirstChild != 0)
            {
                if (!record.IsRevoking && record.HasOneChild(_records))
                {
                    ReplaceByOnlyChild(index);
                }

                return;
            }

            if (record.IsRevoking)
            {
                Cancel(index);
            }

            record = ref Free(index, ref record, out index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Link(uint index, ref CapabilityRecord record, uint parent)
    {
        ref CapabilityRecord above = ref _records[parent];
        uint next = above.FirstChild;
        record.Parent = parent;
        record.NextSibling = next;
        if (next != 0)
        {
            _records[next].PreviousSibling = index;
        }

        above.FirstChild = index;
    }

    /// <summary>Takes a record without children out of the tree and frees it.</summary>
    /// <returns>Its parent; nobody's record, which is no tombstone, when it was a root.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref CapabilityRecord Free(uint index, ref CapabilityRecord record, out uint parent)
    {
        parent = record.Parent;
        uint next = record.NextSibling;
        uint previous = record.PreviousSibling;
        _records.Free(index, ref record);
        ref CapabilityRecord above = ref _records[parent];
        if (next != 0)
        {
            _records[next].PreviousSibling = previous;
        }

        if (previous != 0)
        {
            _records[previous].NextSibling = next;
        }
        else
        {
            above.FirstChild = next; // 0 for a root, which has no siblings
        }

        return ref above;
    }

    private void ReplaceByOnlyChild(uint index)
    {
        ref CapabilityRecord record = ref _records[index];
        uint child = record.FirstChild;
        ref CapabilityRecord heir = ref _records[child];
        heir.Parent = record.Parent;
        heir.NextSibling = record.NextSibling;
        heir.PreviousSibling = record.PreviousSibling;
        if (record.PreviousSibling != 0)
        {
            _records[record.PreviousSibling].NextSibling = child;
        }
        else if (record.Parent != 0)
        {
            _records[record.Parent].FirstChild = child;
        }

        if (record.NextSibling != 0)
        {
            _records[record.NextSibling].PreviousSibling = child;
        }

        _records.Free(index, ref record);
    }
}
