namespace Vela.Shell;

/// <summary>The authority to know the processor.</summary>
public interface IProcessor
{
    ProcessorFacts Read();
}
