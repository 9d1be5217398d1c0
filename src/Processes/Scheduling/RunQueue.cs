namespace Vela.Processes;

/// <summary>Threads that could run, the one that has had least of the processor first.</summary>
/// <remarks>
/// Ordered by weighted time. No thread's share is ever zero, however many there are: time that others use raises their key, never its own (C-93, C-94).
/// </remarks>
internal sealed class RunQueue
{
    private const uint Normal = 1024;
    private const int LowestNice = -20;
    private static readonly uint[] s_weights = MakeWeights();

    private readonly KeyHeap _heap = new();

    public int Count => _heap.Count;

    public Thread? First => (_heap.First as Thread.Turn)?.Thread;

    /// <summary>A thread's share in proportion to others': a quarter more for each step down (nice(2)).</summary>
    public static uint WeightOf(int nice) => s_weights[nice - LowestNice];

    public void Add(Thread thread) => _heap.Add(thread.Queued, thread.VirtualRuntime);

    public void Remove(Thread thread) => _heap.Remove(thread.Queued);

    private static uint[] MakeWeights()
    {
        uint[] weights = new uint[40];
        weights[-LowestNice] = Normal;
        for (int i = -LowestNice; i > 0; i--)
        {
            weights[i - 1] = weights[i] * 5 / 4;
        }

        for (int i = -LowestNice; i < weights.Length - 1; i++)
        {
            weights[i + 1] = weights[i] * 4 / 5;
        }

        return weights;
    }
}
