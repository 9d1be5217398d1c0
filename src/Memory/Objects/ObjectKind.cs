namespace Vela.Memory;

/// <summary>Where an object's pages come from when it has none.</summary>
public enum ObjectKind : byte
{
    /// <summary>Nowhere: zero, or what stands behind it. Private memory, and the shadows in front of it.</summary>
    Anonymous,

    /// <summary>Zero, made as soon as anybody looks, so that all sharers see one frame (C-15, C-16).</summary>
    Shared,

    /// <summary>A pager: the pages it holds are the page cache (C-04, S-15).</summary>
    Paged,

    /// <summary>Physical memory that nobody owns, never allocated, zeroed, copied or freed (M-21).</summary>
    Physical,

    /// <summary>One physical run, there from the start, never resized (M-20).</summary>
    Contiguous,
}
