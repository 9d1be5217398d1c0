using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The space's part of <see cref="CapabilityTable.CheckInvariants"/>.</summary>
public sealed partial class CapabilitySpace
{
    internal bool Holds(uint index, uint record, in CapabilityRecord expected)
    {
        CapabilitySlot slot = _slots[index];
        return slot.Record == record && slot.Object == expected.Object && slot.Withheld == ~expected.Rights;
    }

    internal void CheckSlots()
    {
        int held = 0;
        int retired = 0;
        foreach (CapabilitySlot slot in _slots)
        {
            if (slot.IsVacant)
            {
                retired += slot.Generation == CapabilitySlot.Retired ? 1 : 0;
                Panic.When(slot.Withheld != CapabilitySlot.Everything, "a vacant slot carries a right");
                continue;
            }

            held++;
            CapabilityRecord record = _table.Records[slot.Record];
            Panic.When(!record.IsLive || record.Holder != Index, "a slot's record is not held by this space");
        }

        Panic.When(held != Count, "the count of capabilities is wrong");
        int vacant = 0;
        for (uint index = _firstVacant; index != NoVacantSlot; index = _slots[index].Record)
        {
            vacant++;
            Panic.When(!_slots[index].IsVacant || vacant > _slots.Length, "the list of vacant slots is broken");
        }

        Panic.When(vacant != _vacantCount || held + vacant + retired != _slots.Length, "the count of vacant slots is wrong");
        for (int index = 0; _larger is not null && index < _prepared && index < _slots.Length; index++)
        {
            Panic.When(
                _larger[index].Generation != _slots[index].Generation || _larger[index].Object != _slots[index].Object
                || _larger[index].Withheld != _slots[index].Withheld || _larger[index].Record != _slots[index].Record,
                "the larger array that is being prepared disagrees");
        }
    }
}
