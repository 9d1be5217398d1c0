using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>All capability records, as chunks of structs addressed by index. Index 0 is never handed out.</summary>
/// <remarks>Owns the chunks and the free list. One managed array for every 4,096 records, none of which holds a reference: a million records cost the collector 250 objects.</remarks>
internal sealed class RecordSlab(uint capacity)
{
    internal const int ChunkBits = 12;
    private const uint ChunkMask = (1u << ChunkBits) - 1;

    private RecordChunk[] _chunks = [new RecordChunk(), null!, null!, null!];
    private uint _end = 1;
    private uint _firstFree;

    /// <summary>How many records are in use.</summary>
    public uint Count { get; private set; }

    /// <summary>Indices from 1 up to, not including, this one have been used at some time.</summary>
    public uint End => _end;

    public ref CapabilityRecord this[uint index] => ref _chunks[index >> ChunkBits].Records[unchecked((int)(index & ChunkMask))]; // the low bits

    /// <summary>What stands for no record. Nobody reads or writes it.</summary>
    public ref CapabilityRecord Nobody => ref this[0];

    /// <summary>A zeroed record with its generation; nobody's when <c>capacity</c> records are in use.</summary>
    /// <param name="index">The record's; 0 when there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CapabilityRecord Allocate(out uint index)
    {
        index = _firstFree;
        if (index == 0)
        {
            index = Extend();
            return ref this[index];
        }

        ref CapabilityRecord record = ref this[index];
        _firstFree = record.Parent;
        record.Parent = 0;
        Count++;
        return ref record;
    }

    private uint Extend()
    {
        if (_end > capacity)
        {
            return 0;
        }

        uint index = _end;
        MakeRoom(index >> ChunkBits);
        this[index].Generation = 1;
        _end++;
        Count++;
        return index;
    }

    /// <param name="index">A record in use.</param>
    /// <param name="record">The record itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(uint index, ref CapabilityRecord record)
    {
        uint generation = unchecked(record.Generation + 1);
        record = default;
        record.Generation = generation;
        Count--;

        // A record whose generations are used up stays out of use: an old attachment could otherwise mean a new record.
        if (generation != 0)
        {
            record.Parent = _firstFree;
            _firstFree = index;
        }
    }

    public bool IsCurrent(uint index, uint generation) => index != 0 && index < _end && this[index].Generation == generation;

    private void MakeRoom(uint chunk)
    {
        if (chunk >= _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunks.Length * 2);
        }

        _chunks[chunk] ??= new RecordChunk();
        Panic.When(_end >> ChunkBits != chunk, "records are added in order");
    }
}
