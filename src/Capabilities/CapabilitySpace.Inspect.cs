using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Looking at capabilities without using them.</summary>
public sealed partial class CapabilitySpace
{
    /// <summary>How many slots one call of <see cref="Find(ref CapabilitySearch)"/> looks at.</summary>
    private const int SearchBudget = 16384;

    /// <summary>Describes a capability. Needs Inspect on it.</summary>
    public Result<CapabilityDescription> Inspect(CapabilityHandle handle, [CallerMemberName] string operation = "")
    {
        return Resolve(handle, Rights.Inspect, operation).Ok(out uint record, out Errno error) ? _table.Describe(record) : error;
    }

    /// <summary>What a capability may do; None if the handle names nothing, which is not noted as a refusal.</summary>
    [NoAllocation]
    public Rights RightsOf(CapabilityHandle handle)
    {
        CapabilitySpace? seen = Seen(handle.Audience);
        return seen is not null && handle.Index < (uint)seen._slots.Length && seen._slots[handle.Index].Generation == handle.Generation
            ? ~seen._slots[handle.Index].Withheld
            : Rights.None;
    }

    /// <summary>What a capability is for; None if the handle names nothing, which is not noted as a refusal.</summary>
    [NoAllocation]
    public ObjectType TypeOf(CapabilityHandle handle)
    {
        CapabilitySpace? seen = Seen(handle.Audience);
        return seen is not null && handle.Index < (uint)seen._slots.Length && seen._slots[handle.Index].Generation == handle.Generation
            ? _objects[seen._slots[handle.Index].Object].Type
            : ObjectType.None;
    }

    /// <summary>Describes what lies in a slot, for whoever has Inspect on the capability for this space; false if it is vacant.</summary>
    public bool TryDescribe(uint index, out CapabilityHandle handle, out CapabilityDescription description)
    {
        if (index >= _slots.Length || _slots[index].IsVacant)
        {
            handle = CapabilityHandle.None;
            description = default;
            return false;
        }

        handle = new CapabilityHandle(index, Audience.Private, _slots[index].Generation);
        description = _table.Describe(_slots[index].Record);
        return true;
    }

    /// <summary>The next capability that fits a description: the space's own, then its group's, its siblings', its container's (C-82).</summary>
    /// <returns>NoEntry when there are no more; Again when there was much to look at, and the search goes on where it is with the next call.</returns>
    public Result<CapabilityHandle> Find(ref CapabilitySearch search)
    {
        for (int budget = SearchBudget; search.Audience <= Audience.Container; search.Audience++, search.Index = 0)
        {
            CapabilitySlot[] slots = Seen(search.Audience)?._slots ?? [];
            while (search.Index < slots.Length)
            {
                if (budget-- == 0)
                {
                    return Errno.Again;
                }

                uint index = search.Index++;
                CapabilitySlot slot = slots[index];
                KernelObject subject = _objects[slot.Object];
                if (subject.Type == search.Type && !slot.IsVacant && (slot.Withheld & search.Rights) == 0
                    && (search.Object is null || ReferenceEquals(search.Object, subject)))
                {
                    return new CapabilityHandle(index, search.Audience, slot.Generation);
                }
            }
        }

        return Errno.NoEntry;
    }

    /// <summary>Notes that something was named by a number, and nothing here is for that.</summary>
    /// <param name="type">What it would have to be for.</param>
    /// <param name="needed">With which rights.</param>
    /// <param name="operation">What was tried.</param>
    /// <returns>NotPermitted.</returns>
    public Errno DenyUncovered(ObjectType type, Rights needed, string operation) => _table.Denials.DenyUncovered(Id, type, needed, operation);
}
