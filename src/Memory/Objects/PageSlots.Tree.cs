using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>The tree's own nodes: finding a leaf, adding one with what leads to it, and dropping what has become empty.</remarks>
internal partial struct PageSlots
{
    [NoAllocation]
    private ulong SearchWord(ulong offset)
    {
        uint leaf = SearchLeaf(offset);
        return leaf == 0 ? 0 : WordAt(leaf, offset);
    }

    [NoAllocation]
    private bool TryAddLeaf(ulong offset)
    {
        if (SearchLeaf(offset) != 0)
        {
            return true;
        }

        if (!_nodes.TryReserve(MissingNodes(offset)))
        {
            return false;
        }

        AddLeaf(offset);
        return true;
    }

    [NoAllocation]
    private uint SearchLeaf(ulong offset)
    {
        ulong key = offset >> RadixNode.Bits;
        uint node = _root;
        if (node == 0)
        {
            return 0;
        }

        int height = _nodes[node].Height;
        if (offset >= Span(height))
        {
            return 0;
        }

        for (; height > 0; height--)
        {
            node = unchecked((uint)_nodes[node].Words[IndexAt(offset, height)]); // subtree words are slab indices
            if (node == 0)
            {
                return 0;
            }
        }

        _leaf = node;
        _leafKey = key;
        return node;
    }

    /// <summary>Leads to the leaf of an offset; where subtrees are missing, moves the offset past them and says leaf 0. False: past the tree.</summary>
    /// <remarks>Past all that are missing in a row: a stack is one page at the end of eight empty MiB.</remarks>
    private bool TryDescend(ref ulong offset, ulong end, out uint leaf)
    {
        leaf = _leaf;
        if (offset >> RadixNode.Bits == _leafKey)
        {
            return true;
        }

        leaf = 0;
        uint node = _root;
        if (node == 0)
        {
            return false;
        }

        int height = _nodes[node].Height;
        if (offset >= Span(height))
        {
            return false;
        }

        for (; height > 0; height--)
        {
            uint above = node;
            node = unchecked((uint)_nodes[node].Words[IndexAt(offset, height)]); // subtree words are slab indices
            if (node == 0)
            {
                offset = OffsetPastMissing(ref _nodes[above].Words, offset, end, height);
                return true;
            }
        }

        leaf = node;
        _leaf = node;
        _leafKey = offset >> RadixNode.Bits;
        return true;
    }

    /// <summary>Where the first subtree of a node begins that is not missing, from a missing one on; or the first that begins at or above an end, or the node's own.</summary>
    private static ulong OffsetPastMissing(ref RadixWords subtrees, ulong offset, ulong end, int height)
    {
        unchecked
        {
            int index = IndexAt(offset, height);
            int bits = RadixNode.Bits * height;
            ulong start = offset & ~(Span(height) - 1);
            ulong last = (end - 1 - start) >> bits; // not below 0: the offset is below the end
            int stop = last < RadixNode.Fanout ? (int)last : RadixNode.Fanout - 1;
            do
            {
                index++; // at most 64
            }
            while (index <= stop && subtrees[index] == 0);

            return start + ((ulong)index << bits); // offsets have 36 bits
        }
    }

    /// <summary>How many nodes a path to an offset lacks.</summary>
    private readonly uint MissingNodes(ulong offset)
    {
        int needed = 0;
        while (offset >= Span(needed))
        {
            needed++;
        }

        if (_root == 0)
        {
            return (uint)needed + 1;
        }

        int height = _nodes[_root].Height;
        if (needed > height)
        {
            return (uint)(needed - height + needed); // the new roots, and the path below them
        }

        uint node = _root;
        for (; height > 0; height--)
        {
            node = unchecked((uint)_nodes[node].Words[IndexAt(offset, height)]); // subtree words are slab indices
            if (node == 0)
            {
                return (uint)height;
            }
        }

        return 0;
    }

    private void AddLeaf(ulong offset)
    {
        if (_root == 0)
        {
            _root = NewNode(0, 0, 0);
            byte height = 0;
            while (offset >= Span(height))
            {
                height++;
            }

            _nodes[_root].Height = height;
        }

        while (offset >= Span(_nodes[_root].Height))
        {
            uint above = NewNode((byte)(_nodes[_root].Height + 1), 0, 0);
            _nodes[above].Words[0] = _root; // also when it is only reserved yet
            _nodes[above].Used = 1;
            _nodes[_root].Parent = above;
            _nodes[_root].Position = 0;
            _root = above;
        }

        uint node = _root;
        for (int height = _nodes[_root].Height; height > 0; height--)
        {
            int index = IndexAt(offset, height);
            uint child = unchecked((uint)_nodes[node].Words[index]); // subtree words are slab indices
            if (child == 0)
            {
                child = NewNode((byte)(height - 1), node, (byte)index);
                _nodes[node].Words[index] = child;
                _nodes[node].Used++;
            }

            node = child;
        }

        _leaf = node;
        _leafKey = offset >> RadixNode.Bits;
    }

    private readonly uint NewNode(byte height, uint parent, byte position)
    {
        uint node = _nodes.TryAllocate();
        Panic.When(node == 0, "a reserved radix node is not there");
        _nodes[node].Height = height;
        _nodes[node].Parent = parent;
        _nodes[node].Position = position;
        return node;
    }

    private void Prune(uint node)
    {
        _leafKey = NoLeaf;
        while (node != 0 && _nodes[node].Used == 0)
        {
            uint parent = _nodes[node].Parent;
            int position = _nodes[node].Position;
            _nodes.Free(node);
            if (parent == 0)
            {
                _root = 0;
            }
            else
            {
                _nodes[parent].Words[position] = 0;
                _nodes[parent].Used--;
            }

            node = parent;
        }
    }
}
