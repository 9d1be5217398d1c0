using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The metadata blocks of a file system in its device's cache, and which of them are to be written when.</summary>
/// <remarks>
/// Owns: the knowledge of what is dirty, and a pin on each page with a dirty block, so that it is not reclaimed. A page may hold blocks of metadata
/// beside blocks of files (M-44); only the dirty blocks themselves are ever written, so that what the page holds of a file, old as it may be, never
/// reaches the disk (M-39). A block that is freed is forgotten here at once.
/// Invariant: a page is pinned exactly while one of its blocks is dirty.
/// </remarks>
internal sealed class MetadataBlocks(DeviceCache cache, int blockSize, Frames frames)
{
    private readonly Dictionary<uint, WritePhase> _dirty = [];
    private readonly Dictionary<ulong, PinnedPage> _pins = [];

    public int DirtyCount => _dirty.Count;

    public FileOutcome TryGet(uint block, out Span<byte> bytes) => cache.TryGet((ulong)block * (uint)blockSize, blockSize, out bytes);

    /// <summary>A block whose old contents do not matter, all zero. The page is read all the same where it holds other blocks too.</summary>
    public FileOutcome TryGetNew(uint block, out Span<byte> bytes)
    {
        FileOutcome outcome;
        if (blockSize == (int)PageNumber.Size && cache.Pages.FindPage(new PageNumber(block)).IsNone)
        {
            outcome = cache.Pages.TryAddZeroPage(new PageNumber(block)).Error;
            if (!outcome.IsDone)
            {
                bytes = default;
                return outcome;
            }
        }

        outcome = TryGet(block, out bytes);
        bytes.Clear();
        return outcome;
    }

    /// <summary>A block that was got just now, and changed, is to be written in a phase.</summary>
    public void MarkDirty(uint block, WritePhase phase)
    {
        if (_dirty.TryGetValue(block, out WritePhase before))
        {
            // A directory whose name leads elsewhere waits for its turn; new names in it can wait too. Pointers go in the earlier phase.
            bool isLater = phase is WritePhase.Replaced or WritePhase.Departed || before is WritePhase.Replaced or WritePhase.Departed;
            _dirty[block] = phase < before == isLater ? before : phase;
            return;
        }

        _dirty.Add(block, phase);
        ulong page = (ulong)block * (uint)blockSize >> PageNumber.Shift;
        if (!_pins.TryGetValue(page, out PinnedPage pinned))
        {
            pinned.Frame = cache.Pages.FindPage(new PageNumber(page));
            Panic.When(pinned.Frame.IsNone, "a block is marked dirty that is not in the cache");
            frames.Pin(pinned.Frame);
        }

        pinned.Count++;
        _pins[page] = pinned;
    }

    /// <summary>A block is no metadata any more: what is in it must not be written.</summary>
    public void Forget(uint block)
    {
        if (_dirty.Remove(block))
        {
            Unpin(block);
        }
    }

    /// <summary>Whether anything is to be written in a phase.</summary>
    public bool HasAny(WritePhase phase)
    {
        foreach (WritePhase each in _dirty.Values)
        {
            if (each == phase)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes every block of a phase, neighbours one after the other. Ends when all are on their way and over.</summary>
    public async KernelTask<Errno> Write(WritePhase phase, WriteBatch batch)
    {
        List<uint> blocks = [];
        foreach ((uint block, WritePhase its) in _dirty)
        {
            if (its == phase)
            {
                blocks.Add(block);
            }
        }

        blocks.Sort();
        uint sectors = (uint)blockSize / BlockRequest.SectorSize;
        foreach (uint block in blocks)
        {
            ulong offset = (ulong)block * (uint)blockSize;
            FrameNumber frame = _pins[offset >> PageNumber.Shift].Frame;
            batch.Write((ulong)block * sectors, sectors, frame.Address + (offset & (PageNumber.Size - 1)));
            if (batch.IsFull)
            {
                _ = await batch.Drain(); // its error stays in the batch
            }
        }

        Errno error = await batch.Drain();
        if (error == Errno.None)
        {
            foreach (uint block in blocks)
            {
                Forget(block);
            }
        }

        return error;
    }

    private void Unpin(uint block)
    {
        ulong page = (ulong)block * (uint)blockSize >> PageNumber.Shift;
        PinnedPage pinned = _pins[page];
        if (--pinned.Count != 0)
        {
            _pins[page] = pinned;
            return;
        }

        _ = _pins.Remove(page);
        frames.Unpin(pinned.Frame);
    }

    private struct PinnedPage
    {
        public FrameNumber Frame;
        public int Count;
    }
}
