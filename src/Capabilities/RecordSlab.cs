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

    private RecordChunk[] _chunks = new RecordChunk[4];
    private uint _end = 1;
    private uint _firstFree;

    /// <summary>How many records are in use.</summary>
    public uint Count { get; private set; }

    /// <summary>Indices from 1 up to, not including, this one have been used at some time.</summary>
    public uint End => _end;

    public ref CapabilityRecord this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong wide = index; // so that the chunk's index needs no second look
            return ref _chunks[wide >> ChunkBits].Records[unchecked((int)(index & ChunkMask))]; // the low bits
        }
    }

    /// <summary>Sees to it that the next <see cref="Take"/> finds a record; false when <c>capacity</c> records are in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve() => _firstFree != 0 || TryExtend();

    /// <summary>A record that is zero but for its generation. <see cref="TryReserve"/> has said that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CapabilityRecord Take(out uint index)
    {
        index = _firstFree;
        ref CapabilityRecord record = ref this[index];
        _firstFree = record.Parent;
        record.Parent = 0;
        Count = unchecked(Count + 1); // less than there are indices
        return ref record;
    }

    private bool TryExtend()
    {
        if (_end > capacity)
        {
            return false;
        }

        MakeRoom(_end >> ChunkBits);
        this[_end].Generation = 1;
        _firstFree = _end++;
        return true;
    }

    /// <param name="index">A record in use.</param>
    /// <param name="record">The record itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(uint index, ref CapabilityRecord record)
    {
        uint generation = unchecked(record.Generation + 1);
        record = default;
        record.Generation = generation;
        Count = unchecked(Count - 1); // it was in use

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
