using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Attachments: capabilities that objects hold. Kernel rooms only.</summary>
public sealed partial class CapabilityTable
{
    /// <summary>An attachment that nothing was presented for: the mapping of memory that its quota alone allows.</summary>
    /// <returns>Invalid for a right that the type does not have; QuotaExceeded or NoMemory if it cannot be held.</returns>
    public Result<Attachment> Attach(KernelObject subject, ObjectType type, Rights rights, KernelObject holder, ulong badge, Quota payer) =>
        Attach(0, subject, type, rights, holder, badge, payer);

    /// <summary>An attachment below another, with its rights or fewer: the child's region after a fork.</summary>
    /// <returns>NotCapable for a right that the other lacks; Again or Stale while it is being revoked; otherwise as Attach.</returns>
    public Result<Attachment> Derive(Attachment parent, Rights rights, KernelObject holder, ulong badge, Quota payer)
    {
        CapabilityRecord record = Read(parent);
        return (rights & ~record.Rights) != 0
            ? Errno.NotCapable
            : Attach(parent.Record, _objects[record.Object], record.Type, rights, holder, badge, payer);
    }

    /// <summary>An attachment of equal standing for the same holder and payer: the other half of a region that is split.</summary>
    public Result<Attachment> Duplicate(Attachment original, ulong badge)
    {
        CapabilityRecord record = Read(original);
        return Attach(
            record.Parent, _objects[record.Object], record.Type, record.Rights, _objects[record.Holder], badge, (Quota)_objects[record.Payer]);
    }

    /// <summary>The use has ended. If it was the object's last capability, <see cref="Reap"/> destroys it: no hook runs here.</summary>
    public void Detach(Attachment attachment)
    {
        Panic.When(!IsAttached(attachment), "the attachment is detached already");
        Remove(attachment.Record);
    }

    /// <summary>Whether the attachment still is one. False once it is detached or its revocation is complete.</summary>
    public bool IsAttached(Attachment attachment) => _records.IsCurrent(attachment.Record, attachment.Generation)
        && _records[attachment.Record].State is RecordState.Live or RecordState.Leaving;

    public Rights RightsOf(Attachment attachment) => Read(attachment).Rights;

    public ulong BadgeOf(Attachment attachment) => Read(attachment).Badge;

    /// <summary>Changes what the holder calls it.</summary>
    public void SetBadge(Attachment attachment, ulong badge)
    {
        Panic.When(!IsAttached(attachment), "the attachment is detached already");
        _records[attachment.Record].Badge = badge;
    }

    internal Result<Attachment> Attach(
        uint parent, KernelObject subject, ObjectType type, Rights rights, KernelObject holder, ulong badge, Quota payer)
    {
        if ((rights & ~RightsTable.Applicable(type)) != 0)
        {
            return Errno.Invalid;
        }

        Errno error = Fence(parent);
        if (error != Errno.None)
        {
            return error;
        }

        bool isNewHolder = holder.Index == 0;
        if (!TryRegister(holder, payer))
        {
            return Errno.QuotaExceeded;
        }

        bool isCharged = TryChargeRecord(type, payer);
        error = isCharged ? Reserve(subject, payer) : Errno.QuotaExceeded;
        if (error != Errno.None)
        {
            if (isCharged)
            {
                UnchargeRecord(type, payer);
            }

            if (isNewHolder)
            {
                Dismiss(holder);
            }

            return error;
        }

        ref CapabilityRecord record = ref Establish(parent, subject, type, rights, holder, payer, out uint index);
        record.Badge = badge;
        record.GivenBy = parent == 0 || _records[parent].Holder == 0 ? 0 : _objects[_records[parent].Holder].Id;
        record.Slot = CapabilityRecord.NoSlot;
        record.Origin = Origin.Attached;
        return new Attachment(index, record.Generation);
    }

    private CapabilityRecord Read(Attachment attachment)
    {
        Panic.When(!IsAttached(attachment), "the attachment is detached already");
        return _records[attachment.Record];
    }
}
