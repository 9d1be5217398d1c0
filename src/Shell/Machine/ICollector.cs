namespace Vela.Shell;

/// <summary>The authority to watch the garbage collector, and to run it.</summary>
public interface ICollector
{
    CollectorFacts Read();

    /// <summary>The pauses until now.</summary>
    CollectorPauses ReadPauses();

    /// <summary>Collects generations 0 to <paramref name="generation"/> (at most 2), and returns when it is done.</summary>
    void Collect(int generation);
}
