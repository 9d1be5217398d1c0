using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>From the index in a slot to the managed object: one reference for every object, however many capabilities name it.</summary>
/// <remarks>
/// Owns the indices. Invariant: every element is an object, the vacant one where there is none; an index is reused only when no record names it.
/// The slots hold indices rather than references so that a million capabilities are not a million references for the collector to follow.
/// </remarks>
internal sealed class ObjectTable
{
    /// <summary>Indices below this one stand for <see cref="Departure"/> and always mean the vacant object.</summary>
    public const uint FirstIndex = 4;

    private const int InitialCapacity = 64;

    private readonly VacantObject _vacant = new();
    private uint[] _free = new uint[InitialCapacity];
    private int _freeCount;
    private uint _end = FirstIndex;
    private ulong _lastId;

    public ObjectTable()
    {
        Entries = new ObjectEntry[InitialCapacity];
        Array.Fill(Entries, new ObjectEntry { Object = _vacant });
    }

    /// <summary>Indexed by <see cref="CapabilitySlot.Object"/>. Only the gate and this room read it.</summary>
    public ObjectEntry[] Entries { get; private set; }

    public int Count => (int)(_end - FirstIndex) - _freeCount;

    public uint End => _end;

    public KernelObject this[uint index] => Entries[index].Object;

    public bool IsVacant(uint index) => ReferenceEquals(Entries[index].Object, _vacant);

    /// <param name="added">Not registered yet: its index is 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(KernelObject added)
    {
        uint index = Next();
        Entries[index].Object = added;
        added.Index = index;
        if (added.Id == 0)
        {
            added.Id = unchecked(++_lastId); // 64 bits
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Next()
    {
        uint last = unchecked((uint)(_freeCount - 1)); // of none it is no index
        uint[] free = _free;
        if (last >= (uint)free.Length)
        {
            return Extend();
        }

        _freeCount = unchecked((int)last); // an index
        return free[last];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(KernelObject removed)
    {
        uint index = removed.Index;
        ref ObjectEntry entry = ref Entries[index];
        Panic.When(!ReferenceEquals(entry.Object, removed), "the object is not registered here");
        entry.Object = _vacant;
        int count = _freeCount;
        _free[count] = index;
        _freeCount = unchecked(count + 1); // no more than there are entries
        removed.Index = 0;
    }

    private uint Extend()
    {
        if (_end == Entries.Length)
        {
            ObjectEntry[] larger = new ObjectEntry[Entries.Length * 2];
            Array.Copy(Entries, larger, Entries.Length);
            Array.Fill(larger, new ObjectEntry { Object = _vacant }, Entries.Length, Entries.Length);
            Array.Resize(ref _free, larger.Length);
            Entries = larger;
        }

        return _end++;
    }
}
