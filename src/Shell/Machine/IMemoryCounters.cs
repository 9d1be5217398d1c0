namespace Vela.Shell;

/// <summary>The authority to see how memory is used.</summary>
public interface IMemoryCounters
{
    MemoryCounters Read();
}
