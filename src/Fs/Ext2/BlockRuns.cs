using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What is known of where a file's blocks lie: runs that follow one another both in the file and on the disk (S-34).</summary>
/// <remarks>Only blocks that exist are remembered. Forgotten as a whole when the file is cut, or has too many. Invariant: sorted, disjoint.</remarks>
internal sealed class BlockRuns
{
    private const int Most = 4096;

    private Run[] _runs = new Run[4];
    private int _count;

    public void Clear() => _count = 0;

    [NoAllocation]
    public bool TryFind(uint fileBlock, out uint block)
    {
        int at = IndexOf(fileBlock);
        if (at >= 0 && fileBlock - _runs[at].First < _runs[at].Count)
        {
            block = _runs[at].Block + (fileBlock - _runs[at].First);
            return true;
        }

        block = 0;
        return false;
    }

    /// <summary>Remembers a run whose first block is not known yet.</summary>
    public void Add(uint fileBlock, uint block, uint count)
    {
        int at = IndexOf(fileBlock);
        count = at + 1 < _count ? Math.Min(count, _runs[at + 1].First - fileBlock) : count;
        if (at >= 0 && _runs[at].First + _runs[at].Count == fileBlock && _runs[at].Block + _runs[at].Count == block)
        {
            _runs[at].Count += count;
            return;
        }

        if (_count == Most)
        {
            _count = 0;
            at = -1;
        }

        if (_count == _runs.Length)
        {
            Enlarge();
        }

        Array.Copy(_runs, at + 1, _runs, at + 2, _count - at - 1);
        _runs[at + 1] = new Run { First = fileBlock, Block = block, Count = count };
        _count++;
    }

    private void Enlarge() => Array.Resize(ref _runs, _runs.Length * 2);

    /// <summary>The last run that begins at or before a block; -1 when there is none.</summary>
    private int IndexOf(uint fileBlock)
    {
        int low = 0;
        int high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].First <= fileBlock)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }

    private struct Run
    {
        public uint First;
        public uint Block;
        public uint Count;
    }
}
