using System;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A binary heap, the least key first, whose elements know their place, so that one can leave from anywhere.</summary>
/// <remarks>Owns: the order. Does not own: the elements. Invariants: no key is less than that above it; an element's place is its index plus one.</remarks>
internal sealed class KeyHeap
{
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    public KeyHeapElement? First => _entries[0].Element;

    /// <summary>The least key; ulong.MaxValue when there is none.</summary>
    public ulong FirstKey => Count == 0 ? ulong.MaxValue : _entries[0].Key;

    public void Add(KeyHeapElement element, ulong key)
    {
        Panic.When(element.IsQueued, "an element is in a heap twice");
        if (Count == _entries.Length)
        {
            Enlarge();
        }

        Rise(Count++, new Entry { Key = key, Element = element });
    }

    /// <summary>Takes one out; nothing when it is not in.</summary>
    public void Remove(KeyHeapElement element)
    {
        if (!element.IsQueued)
        {
            return;
        }

        int at = element.Place - 1;
        element.Place = 0;
        Entry last = _entries[--Count];
        _entries[Count] = default;
        if (last.Element == element)
        {
            return;
        }

        if (at > 0 && _entries[(at - 1) / 2].Key > last.Key)
        {
            Rise(at, last);
        }
        else
        {
            Sink(at, last);
        }
    }

    private void Enlarge() => Array.Resize(ref _entries, Count * 2);

    private void Rise(int at, Entry moved)
    {
        while (at > 0 && _entries[(at - 1) / 2].Key > moved.Key)
        {
            Put(_entries[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }

        Put(moved, at);
    }

    private void Sink(int at, Entry moved)
    {
        while ((at * 2) + 1 < Count)
        {
            int child = (at * 2) + 1;
            child += child + 1 < Count && _entries[child + 1].Key < _entries[child].Key ? 1 : 0;
            if (_entries[child].Key >= moved.Key)
            {
                break;
            }

            Put(_entries[child], at);
            at = child;
        }

        Put(moved, at);
    }

    private void Put(Entry entry, int at)
    {
        _entries[at] = entry;
        entry.Element.Place = at + 1;
    }

    private struct Entry
    {
        public ulong Key;
        public KeyHeapElement Element;
    }
}
