using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>Nodes of one kind in raw frames, named by index (M-52, C-105).</summary>
/// <remarks>
/// Owns: its frames, from the first node in one to the last. Does not own: what a node means.
/// An index is the node's physical address in 64-byte lines, so that finding a node is one shift and one addition, and 32 bits
/// reach 256 GiB. Index 0 is nobody: frame 0 is never handed out. A bit per node finds a node freed twice.
/// Invariant: a frame with a free node is on the list; a frame without nodes goes back, but for the reserved ones.
/// </remarks>
/// <typeparam name="T">At most 63 lines.</typeparam>
internal sealed class Slab<T>
    where T : unmanaged
{
    private const int LineShift = 6;
    private const int LinesPerFrame = 64;

    private readonly Frames _frames;
    private readonly int _lines;
    private readonly int _nodesPerFrame;
    private readonly ulong _full;
    private readonly uint _owner;
    private ulong _partial;
    private uint _free;

    /// <param name="frames">Where frames come from.</param>
    /// <param name="owner">The owner index its frames carry.</param>
    public Slab(Frames frames, uint owner)
    {
        _frames = frames;
        _owner = owner;
        _lines = (PhysicalMemory.SizeOf<T>() + (1 << LineShift) - 1) >> LineShift;
        _nodesPerFrame = (LinesPerFrame - 1) / _lines;
        _full = (1UL << _nodesPerFrame) - 1;
        Panic.When(_nodesPerFrame == 0, "a slab's node does not fit a frame");
    }

    /// <summary>Nodes in use.</summary>
    public ulong Live { get; private set; }

    /// <summary>Frames it holds now.</summary>
    public ulong FrameCount { get; private set; }

    public ref T this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _frames.Memory.At<T>(new PhysicalAddress((ulong)index << LineShift));
    }

    /// <summary>Makes sure that the next <paramref name="count"/> allocations succeed. False: out of memory, and nothing changed.</summary>
    [NoAllocation]
    public bool TryReserve(uint count)
    {
        while (_free < count)
        {
            FrameNumber frame = _frames.Allocate(FrameUse.Slab, new FrameOwner(_owner, 0));
            if (frame.IsNone)
            {
                return false;
            }

            FrameCount++;
            _free += (uint)_nodesPerFrame;
            Header(frame.Value).Used = 0;
            Link(frame.Value);
        }

        return true;
    }

    /// <summary>A cleared node; 0 when there is no memory.</summary>
    [NoAllocation]
    public uint TryAllocate()
    {
        if (_free == 0 && !TryReserve(1))
        {
            return 0;
        }

        ulong frame = _partial;
        ref SlabHeader header = ref Header(frame);
        int node = BitOperations.TrailingZeroCount(~header.Used);
        header.Used |= 1UL << node;
        _free--;
        Live++;
        if (header.Used == _full)
        {
            Unlink(frame);
        }

        uint index = (uint)((frame << LineShift) + 1 + (uint)(node * _lines));
        this[index] = default;
        return index;
    }

    [NoAllocation]
    public void Free(uint index)
    {
        ulong frame = index >> LineShift;
        int node = ((int)(index & (LinesPerFrame - 1)) - 1) / _lines;
        ref SlabHeader header = ref Header(frame);
        Panic.When((header.Used & (1UL << node)) == 0, "a slab node was freed twice");
        if (header.Used == _full)
        {
            Link(frame);
        }

        header.Used &= ~(1UL << node);
        _free++;
        Live--;
        if (header.Used == 0 && _free >= 2 * (uint)_nodesPerFrame)
        {
            Unlink(frame);
            FrameCount--;
            _free -= (uint)_nodesPerFrame;
            _frames.Release(new FrameNumber(frame), FrameUse.Slab);
        }
    }

    /// <summary>Whether an index names a node in use: for the sweeper.</summary>
    public bool IsLive(uint index)
    {
        FrameNumber frame = new(index >> LineShift);
        int line = (int)(index & (LinesPerFrame - 1)) - 1;
        return frame.Value != 0 && frame.Value < _frames.FrameCount && _frames[frame].Use == FrameUse.Slab && _frames[frame].Owner.Index == _owner
            && line >= 0 && line % _lines == 0 && (Header(frame.Value).Used & (1UL << (line / _lines))) != 0;
    }

    private ref SlabHeader Header(ulong frame) => ref _frames.Memory.At<SlabHeader>(new FrameNumber(frame).Address);

    private void Link(ulong frame)
    {
        ref SlabHeader header = ref Header(frame);
        header.Previous = 0;
        header.Next = _partial;
        if (_partial != 0)
        {
            Header(_partial).Previous = frame;
        }

        _partial = frame;
    }

    private void Unlink(ulong frame)
    {
        ref SlabHeader header = ref Header(frame);
        if (header.Previous != 0)
        {
            Header(header.Previous).Next = header.Next;
        }
        else
        {
            _partial = header.Next;
        }

        if (header.Next != 0)
        {
            Header(header.Next).Previous = header.Previous;
        }
    }
}
