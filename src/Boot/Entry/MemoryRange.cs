namespace Vela.Boot;

/// <summary>A range of physical memory as the firmware describes it. Bytes, half-open.</summary>
internal struct MemoryRange
{
    public ulong Start;
    public ulong End;
    public MemoryKind Kind;
}
