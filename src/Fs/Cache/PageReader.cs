using System;
using Vela.Memory;

namespace Vela.Fs;

/// <summary>The page reads of one device: a pool, and whom to tell when one is over.</summary>
internal sealed class PageReader(VirtualMemory memory, Action arrived)
{
    private PageRead? _idle;

    /// <summary>Reads under way: each holds a frame that nobody can use yet.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Woken when a read is over.</summary>
    public FileEvent Over { get; } = new();

    public VirtualMemory Memory { get; } = memory;

    public PageRead Take()
    {
        PageRead read = _idle ?? new PageRead(this);
        _idle = read.Next;
        read.Next = null;
        UnderWay++;
        return read;
    }

    public void Return(PageRead read)
    {
        read.Next = _idle;
        _idle = read;
        UnderWay--;
        arrived();
        Over.WakeAll();
    }
}
