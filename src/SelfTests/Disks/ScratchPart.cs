namespace Vela.SelfTests;

/// <summary>A run of sectors.</summary>
internal readonly record struct ScratchPart(ulong Sector, uint Count);
