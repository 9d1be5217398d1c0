using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>What the shell's pictures and the log of refusals are made from.</summary>
public sealed partial class CapabilityTable
{
    /// <summary>Records have numbers from 1 up to, not including, this one.</summary>
    public uint RecordEnd => _records.End;

    /// <summary>Describes any record: capabilities of every space, attachments, deleted ancestors. For whoever may see the whole machine.</summary>
    public bool TryDescribe(uint record, out CapabilityDescription description)
    {
        if (record == 0 || record >= _records.End || _records[record].State == RecordState.Free)
        {
            description = default;
            return false;
        }

        description = Describe(record);
        return true;
    }

    internal CapabilityDescription Describe(uint index)
    {
        CapabilityRecord record = _records[index];
        return new CapabilityDescription
        {
            Record = index,
            Parent = record.Parent,
            Type = record.Type,
            Rights = record.Rights,
            Badge = record.Badge,
            Origin = record.Origin,
            GivenBy = record.GivenBy,
            ObjectId = _objects[record.Object].Id,
            HolderId = _objects[record.Holder].Id,
            PayerId = _objects[record.Payer].Id,
        };
    }

    /// <summary>Records a refusal, with where the capability came from, and returns the error to answer with.</summary>
    [NoAllocation]
    internal Errno Deny(string operation, DenialReason reason, ulong spaceId, uint index, Rights missing)
    {
        ref Denial denial = ref Denials.Begin(operation, reason, spaceId);
        denial.Missing = missing;
        if (index != 0)
        {
            denial.Type = _records[index].Type;
            denial.ObjectId = _objects[_records[index].Object].Id;
        }

        for (uint step = index; step != 0 && denial.Depth < Denial.PathLength; step = _records[step].Parent)
        {
            ref CapabilityRecord record = ref _records[step];
            denial.Add(new ProvenanceStep(
                record.Type, _objects[record.Object].Id, record.Rights, record.Origin, record.GivenBy, _objects[record.Holder].Id));
        }

        return Denials.End(ref denial, ErrorFor(reason));
    }

    private static Errno ErrorFor(DenialReason reason) => reason switch
    {
        DenialReason.MissingRight => Errno.NotCapable,
        DenialReason.AmbientName => Errno.CapabilityMode,
        DenialReason.WrongType => Errno.Invalid,
        DenialReason.NotHeld => Errno.NotPermitted,
        _ => Errno.BadDescriptor,
    };
}
