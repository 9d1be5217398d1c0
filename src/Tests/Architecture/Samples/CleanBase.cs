namespace Vela.Tests.Architecture.Samples;

/// <summary>Allocates nothing itself.</summary>
public class CleanBase
{
    public virtual int Do() => 1;
}
