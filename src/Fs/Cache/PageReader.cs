using Vela.Hal;
using Vela.Memory;

namespace Vela.Fs;

/// <summary>The page reads of one device: a pool, and whom to tell when one is over.</summary>
/// <param name="memory">Whose pages are filled.</param>
/// <param name="arrivals">Kernel tasks that wait for any page.</param>
internal sealed class PageReader(VirtualMemory memory, KernelWaitQueue arrivals)
{
    private const int Refill = 16;

    private PageRead? _idle;

    public VirtualMemory Memory { get; } = memory;

    /// <summary>Reads under way: each holds a frame that nobody can use yet.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Woken when a read is over.</summary>
    public FileEvent Over { get; } = new();

    /// <summary>A read to begin. It comes back by itself.</summary>
    public PageRead Take()
    {
        if (_idle is null)
        {
            Replenish();
        }

        PageRead read = _idle!;
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
        arrivals.WakeAll();
        Over.WakeAll();
    }

    private void Replenish()
    {
        for (int i = 0; i < Refill; i++)
        {
            _idle = new PageRead(this) { Next = _idle };
        }
    }
}
