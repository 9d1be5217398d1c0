using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The slots and how their number grows.</summary>
/// <remarks>
/// One flat array, because the gate can afford one bounds check and not two. A large array is doubled a few slots at a time: while the larger one is
/// being prepared, every write goes to both, and no step copies more than <see cref="PreparedPerStep"/> slots.
/// </remarks>
public sealed partial class CapabilitySpace
{
    private const uint NoVacantSlot = uint.MaxValue;
    private const int InitialSlots = 16;
    private const int MaximumSlots = 1 << CapabilityHandle.IndexBits;

    /// <summary>Growth begins with a quarter vacant and prepares twice the length, so eight a step would just do.</summary>
    private const int PreparedPerStep = 16;

    /// <summary>An array shorter than this is doubled at once.</summary>
    private const int GradualFrom = 4096;

    private CapabilitySlot[] _slots = [];
    private CapabilitySlot[]? _larger;
    private int _prepared;
    private uint _firstVacant = NoVacantSlot;
    private int _vacantCount;

    /// <summary>With so few vacant slots, or fewer, <see cref="Grow"/> is asked.</summary>
    private int _scarce;

    /// <summary>Indices below this one may hold a capability.</summary>
    public uint SlotCount => (uint)_slots.Length;

    /// <summary>Empties a slot. The handle is dead from here on.</summary>
    internal void Vacate(uint index, Departure departure)
    {
        ref CapabilitySlot slot = ref _slots[index];
        Panic.When(slot.IsVacant, "the slot is vacant already");
        Vacate(index, ref slot, departure);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Vacate(uint index, ref CapabilitySlot slot, Departure departure)
    {
        uint generation = unchecked(slot.Generation + 1); // the last is never used
        slot.Generation = generation;
        slot.Withheld = CapabilitySlot.Everything;
        slot.Object = (uint)departure;
        if (generation == CapabilitySlot.Retired)
        {
            slot.Record = NoVacantSlot;
        }
        else
        {
            slot.Record = _firstVacant;
            _firstVacant = index;
            _vacantCount = unchecked(_vacantCount + 1); // no more than there are slots
        }

        Changed(index, in slot);
        Count = unchecked(Count - 1); // it was not vacant
    }

    /// <summary>Sees to it that the next <see cref="Occupy"/> finds a slot.</summary>
    /// <returns>Stale if the space is closing, TooManyOpenFiles if it has as many slots as a handle can name.</returns>
    private Errno MakeRoom() => HasRoom ? Errno.None : Grow();

    /// <summary>Whether the next <see cref="Occupy"/> finds a slot, and it is not yet time to make more.</summary>
    private bool HasRoom => _vacantCount > _scarce;

    /// <summary>Sets when it is time to make more, or to say no: something changed that this depends on.</summary>
    private void SetScarce() => _scarce = _larger is null && !_isClosing ? _slots.Length / 4 : int.MaxValue;

    private Errno Grow()
    {
        if (_isClosing)
        {
            return Errno.Stale;
        }

        if (_larger is null && _vacantCount <= _slots.Length / 4 && _slots.Length < MaximumSlots)
        {
            // Uninitialized, because clearing 16 MiB at once is a long step; Prepare writes every element before any is read.
            _larger = GC.AllocateUninitializedArray<CapabilitySlot>(_slots.Length == 0 ? InitialSlots : _slots.Length * 2);
            _prepared = 0;
            SetScarce();
        }

        if (_larger is not null)
        {
            Prepare(_larger, _slots.Length < GradualFrom ? _larger.Length : PreparedPerStep);
        }

        return _vacantCount > 0 ? Errno.None : Errno.TooManyOpenFiles;
    }

    /// <summary>Fills a vacant slot in and returns its index. <see cref="MakeRoom"/> has said that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Occupy(uint subject, Rights rights, uint record, out uint generation)
    {
        uint index = _firstVacant;
        ref CapabilitySlot slot = ref _slots[index];
        _firstVacant = slot.Record;
        _vacantCount = unchecked(_vacantCount - 1); // there is one
        slot.Withheld = ~rights;
        slot.Object = subject;
        slot.Record = record;
        generation = slot.Generation;
        Changed(index, in slot);
        Count = unchecked(Count + 1); // no more than there are slots
        return index;
    }

    /// <summary>A slot was written: so is the larger array that is being prepared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Changed(uint index, in CapabilitySlot slot)
    {
        if (_larger is not null && index < _prepared)
        {
            _larger[index] = slot;
        }
    }

    private void Prepare(CapabilitySlot[] larger, int slots)
    {
        int end = Math.Min(_prepared + slots, larger.Length);
        for (int i = _prepared; i < end; i++)
        {
            larger[i] = i < _slots.Length
                ? _slots[i]
                : new CapabilitySlot { Generation = 1, Withheld = CapabilitySlot.Everything, Record = (uint)i + 1 };
        }

        _prepared = end;
        if (end < larger.Length)
        {
            return;
        }

        larger[^1].Record = _firstVacant;
        _firstVacant = (uint)_slots.Length;
        _vacantCount += larger.Length - _slots.Length;
        _slots = larger;
        _larger = null;
        SetScarce();
    }
}
