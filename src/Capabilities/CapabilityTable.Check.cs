using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Recomputes from scratch what the table otherwise keeps up to date.</summary>
public sealed partial class CapabilityTable
{
    private readonly QuotaAmounts _total;

    /// <summary>Stops the machine, or the test, at the first thing that does not agree. Takes as long as the table is large: for the sweeper and for tests.</summary>
    public void CheckInvariants()
    {
        int[] capabilities = new int[_objects.End];
        int[] uses = new int[_objects.End];
        int[] receivers = new int[_objects.End];
        Dictionary<(uint Quota, Resource Resource), ulong> charges = [];
        CheckRecords(capabilities, uses, receivers, charges);
        CheckTree();
        CheckObjects(capabilities, uses, receivers, charges);
        CheckQuotas(charges);
    }

    private void CheckRecords(int[] capabilities, int[] uses, int[] receivers, Dictionary<(uint Quota, Resource Resource), ulong> charges)
    {
        uint inUse = 0;
        int revoking = 0;
        for (uint index = 1; index < _records.End; index++)
        {
            CapabilityRecord record = _records[index];
            if (record.State == RecordState.Free)
            {
                continue;
            }

            inUse++;
            revoking += record.IsRevoking ? 1 : 0;
            Panic.When((record.Rights & ~RightsTable.Applicable(record.Type)) != 0, "a record has a right its type does not have");
            if (record.State == RecordState.Tombstone)
            {
                Panic.When(record.Object != 0 || record.Holder != 0 || record.Payer != 0, "a tombstone names an object");
                Panic.When(
                    !record.IsRevoking && (record.FirstChild == 0 || record.HasOneChild(_records)), "a tombstone joins fewer than two children");
                continue;
            }

            capabilities[record.Object]++;
            receivers[record.Object] += (record.Rights & Rights.Receive) != 0 ? 1 : 0;
            uses[record.Holder]++;
            uses[record.Payer]++;
            (uint, Resource) charge = (record.Payer, ChargeFor(record.Type));
            charges[charge] = charges.GetValueOrDefault(charge) + 1;
            Panic.When(_objects.IsVacant(record.Object), "a record is for an object that is not there");
            if (record.Slot != CapabilityRecord.NoSlot)
            {
                Panic.When(record.Type != _objects[record.Object].Type, "a capability's type is not its object's");
                Panic.When(
                    record.IsLive && !((CapabilitySpace)_objects[record.Holder]).Holds(record.Slot, index, record),
                    "a slot and its record disagree");
            }
        }

        Panic.When(inUse != _records.Count, "the count of records is wrong");
        Panic.When(revoking != _runningRevocations, "the count of running revocations is wrong");
        foreach (RunningRevocation running in _revocations)
        {
            Panic.When(running.Root != 0 && !_records[running.Root].IsRevoking, "a revocation runs on a record that does not know it");
        }
    }

    private void CheckTree()
    {
        uint visited = 0;
        for (uint root = 1; root < _records.End; root++)
        {
            if (_records[root].State == RecordState.Free || _records[root].Parent != 0)
            {
                continue;
            }

            uint index = root;
            while (index != 0)
            {
                visited++;
                CheckLinks(index);
                index = NextInPreorder(root, index);
                Panic.When(visited > _records.Count, "the derivation tree has a cycle");
            }
        }

        Panic.When(visited != _records.Count, "a record is not in the derivation tree");
    }

    private void CheckLinks(uint index)
    {
        CapabilityRecord record = _records[index];
        if (record.Parent == 0)
        {
            Panic.When(record.NextSibling != 0 || record.PreviousSibling != 0, "a root has siblings");
            return;
        }

        Panic.When((record.Rights & ~_records[record.Parent].Rights) != 0, "a child has a right its parent lacks");
        uint before = record.PreviousSibling == 0 ? _records[record.Parent].FirstChild : _records[record.PreviousSibling].NextSibling;
        Panic.When(before != index, "a sibling link is broken");
        Panic.When(record.NextSibling != 0 && _records[record.NextSibling].Parent != record.Parent, "siblings have different parents");
    }

    private uint NextInPreorder(uint root, uint index)
    {
        if (_records[index].FirstChild != 0)
        {
            return _records[index].FirstChild;
        }

        while (index != root)
        {
            if (_records[index].NextSibling != 0)
            {
                return _records[index].NextSibling;
            }

            index = _records[index].Parent;
        }

        return 0;
    }

    private void CheckObjects(int[] capabilities, int[] uses, int[] receivers, Dictionary<(uint Quota, Resource Resource), ulong> charges)
    {
        int registered = 0;
        for (uint index = ObjectTable.FirstIndex; index < _objects.End; index++)
        {
            if (_objects.IsVacant(index))
            {
                continue;
            }

            KernelObject known = _objects[index];
            registered++;
            uses[known.Payer!.Index]++;
            (uint, Resource) charge = (known.Payer.Index, Resource.Objects);
            charges[charge] = charges.GetValueOrDefault(charge) + 1;
            Panic.When(known.Index != index, "an object does not know its index");
            Panic.When(known.CapabilityCount != capabilities[index], "an object's count of capabilities is wrong");
            known.CheckReceivers(receivers[index]);
            (known as CapabilitySpace)?.CheckSlots();
        }

        Panic.When(registered != _objects.Count, "the count of objects is wrong");
        for (uint index = ObjectTable.FirstIndex; index < _objects.End; index++)
        {
            Panic.When(!_objects.IsVacant(index) && _objects[index].RecordUses != uses[index], "an object's count of uses is wrong");
        }
    }

    private void CheckQuotas(Dictionary<(uint Quota, Resource Resource), ulong> charges)
    {
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            ulong sum = 0;
            for (uint index = ObjectTable.FirstIndex; index < _objects.End; index++)
            {
                if (_objects[index] is not Quota quota)
                {
                    continue;
                }

                sum += quota.Limit(resource);
                Panic.When(resource != Resource.Frames && quota.Used(resource) > quota.Limit(resource), "more of a quota is used than it has");
                Panic.When(quota.IsClosed && quota.Unused(resource) != 0, "a closed quota keeps what it does not use");
                Panic.When(
                    resource is Resource.Capabilities or Resource.Mappings or Resource.Objects
                    && quota.Used(resource) != charges.GetValueOrDefault((index, resource)),
                    "a quota's use is not what is charged to it");
            }

            Panic.When(sum != _total[resource], "the quotas together are not what the machine has");
        }
    }
}
