namespace Vela.Memory;

/// <summary>Told of each address space that is made, and of each object with pages of its own making: what was made for them may live on.</summary>
public interface IGrowthWatch
{
    void NoteGrowth();
}
