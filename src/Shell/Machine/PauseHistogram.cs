namespace Vela.Shell;

/// <summary>How long collections held everything up: how many of them by length, in powers of two.</summary>
public sealed class PauseHistogram
{
    /// <summary>The last has no upper limit.</summary>
    public const int Buckets = 10;

    /// <summary>32,768 ns: no collection is shorter by much.</summary>
    private const int ShortestBits = 15;

    private readonly int[] _counts = new int[Buckets];

    public int Count { get; private set; }

    /// <summary>Nanoseconds; instructions where they are the clock.</summary>
    public long Longest { get; private set; }

    public int this[int bucket] => _counts[bucket];

    /// <summary>The nanoseconds that a bucket's pauses stay below.</summary>
    public static long LimitOf(int bucket) => bucket < Buckets - 1 ? 1L << (ShortestBits + bucket) : long.MaxValue;

    public void Add(long nanoseconds)
    {
        int bucket = 0;
        while (nanoseconds >= LimitOf(bucket))
        {
            bucket++;
        }

        _counts[bucket]++;
        Count++;
        Longest = nanoseconds > Longest ? nanoseconds : Longest;
    }
}
