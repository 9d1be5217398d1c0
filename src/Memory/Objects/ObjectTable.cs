using System;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>Every object by index, and a pool of spare ones, so that a fault makes a shadow without managed allocation.</summary>
internal sealed class ObjectTable(VirtualMemory memory)
{
    private const int Batch = 32;

    private VmObject?[] _all = new VmObject?[64];
    private uint _spares;
    private uint _next = 1;

    /// <summary>Objects that exist, spare ones not counted.</summary>
    public uint Live { get; private set; }

    /// <summary>Of those, the ones that are not anonymous.</summary>
    public uint Sources { get; set; }

    public uint End => _next;

    /// <summary>Spare objects, ready to be used.</summary>
    public uint SpareCount { get; private set; }

    public VmObject this[uint index] => _all[index]!;

    /// <summary>An object that is anonymous and empty; null when there is no spare: <see cref="Replenish"/> and try again.</summary>
    [NoAllocation]
    public VmObject? TryTake(FrameAccount account)
    {
        if (_spares == 0)
        {
            return null;
        }

        VmObject taken = _all[_spares]!;
        _spares = taken.QueueNext;
        taken.QueueNext = 0;
        SpareCount--;
        Live++;
        taken.BecomeAnonymous(account);
        return taken;
    }

    /// <summary>As <see cref="TryTake"/>, where managed memory may be allocated.</summary>
    public VmObject Create(FrameAccount account)
    {
        Replenish(1);
        return TryTake(account)!;
    }

    [NoAllocation]
    public void Return(VmObject item)
    {
        item.BecomeSpare();
        item.QueueNext = _spares;
        _spares = item.Index;
        SpareCount++;
        Live--;
    }

    /// <summary>Makes room for a number of objects in all.</summary>
    public void Reserve(uint count)
    {
        if (count > _all.Length)
        {
            Array.Resize(ref _all, (int)count);
        }
    }

    /// <summary>Makes sure of a number of spares. Allocates managed memory.</summary>
    public void Replenish(uint count)
    {
        while (SpareCount < count)
        {
            if (_next + Batch > _all.Length)
            {
                Array.Resize(ref _all, _all.Length * 2);
            }

            for (int i = 0; i < Batch; i++)
            {
                VmObject made = new(memory, _next);
                _all[_next++] = made;
                made.QueueNext = _spares;
                _spares = made.Index;
                SpareCount++;
            }
        }
    }
}
