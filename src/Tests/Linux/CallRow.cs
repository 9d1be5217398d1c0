namespace Vela.Tests.Linux;

/// <summary>A row of docs/abi/linux.md.</summary>
internal sealed record CallRow(int Number, string Name, string State, string Needs, string Missing)
{
    /// <summary>It speaks about nothing but the process that makes it.</summary>
    public bool IsAboutItself => Needs == "itself";

    public bool AlwaysFails => Needs == "fails";
}
