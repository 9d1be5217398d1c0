using System;

namespace Vela.Memory;

/// <summary>Every address space by index, which is what a region knows of its space.</summary>
internal sealed class SpaceTable
{
    private AddressSpace?[] _all = new AddressSpace?[16];
    private uint _lowestFree = 1;

    /// <summary>One more than the highest index in use.</summary>
    public uint End { get; private set; } = 1;

    public uint Live { get; private set; }

    public AddressSpace this[uint index] => _all[index]!;

    public bool IsUsed(uint index) => _all[index] is not null;

    /// <summary>The index the next space gets.</summary>
    public uint NextFree()
    {
        for (uint index = _lowestFree; index < End; index++)
        {
            if (_all[index] is null)
            {
                _lowestFree = index;
                return index;
            }
        }

        if (End == _all.Length)
        {
            Array.Resize(ref _all, _all.Length * 2);
        }

        return End;
    }

    public void Add(uint index, AddressSpace space)
    {
        _all[index] = space;
        _lowestFree = index + 1;
        End = index >= End ? index + 1 : End;
        Live++;
    }

    public void Remove(uint index)
    {
        _all[index] = null;
        _lowestFree = index < _lowestFree ? index : _lowestFree;
        Live--;
    }
}
