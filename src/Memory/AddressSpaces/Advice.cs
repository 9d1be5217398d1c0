namespace Vela.Memory;

/// <summary>What a program says about memory it has (madvise(2)).</summary>
public enum Advice : byte
{
    /// <summary>Not needed: private pages read as when first mapped; shared ones are only unmapped here.</summary>
    DontNeed,

    /// <summary>Private anonymous pages may go at any time. Here they go at once, which the man page allows.</summary>
    Free,

    /// <summary>Will be needed: asks pagers ahead.</summary>
    WillNeed,

    /// <summary>Not needed soon: the reclaimer may have its cached pages first.</summary>
    Cold,

    LargePages,

    NoLargePages,
}
