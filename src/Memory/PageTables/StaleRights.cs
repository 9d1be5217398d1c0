namespace Vela.Memory;

/// <summary>What becomes of the W bits a leaf table has kept from before a fork.</summary>
internal enum StaleRights : byte
{
    /// <summary>Some page may be reached by others: all are cleared, and each write faults once.</summary>
    Clear,

    /// <summary>Every page is this space's alone again, as it was before.</summary>
    Keep,
}
