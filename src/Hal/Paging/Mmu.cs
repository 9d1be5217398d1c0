using Vela.Primitives;

namespace Vela.Hal;

/// <summary>The processor's translation hardware, as far as software must tell it what changed.</summary>
/// <remarks>
/// One implementation in the image, so that its calls are direct; another that is stale on purpose in the tests.
/// Nothing but the memory room's flush calls the two invalidations (S-22).
/// </remarks>
public abstract class Mmu
{
    /// <summary>The root table in use on this processor.</summary>
    public abstract FrameNumber ActiveRoot { get; }

    /// <summary>Uses another root, and forgets every translation that is not global. (MOV CR3; PCIDs are not used.)</summary>
    public abstract void Activate(FrameNumber root);

    /// <summary>Forgets one page's translation, and every cached upper-level entry (INVLPG, SDM vol. 3A §4.10.4.1).</summary>
    public abstract void InvalidatePage(PageNumber page);

    /// <summary>Forgets every translation of the active root that is not global.</summary>
    public abstract void InvalidateAll();
}
