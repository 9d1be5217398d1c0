namespace Vela.Tests.Architecture.Samples;

/// <summary>A seam: what is behind it, the gate has to find out.</summary>
public interface ISampleStep
{
    int Do();
}
