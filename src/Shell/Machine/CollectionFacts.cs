namespace Vela.Shell;

/// <summary>One collection that has been.</summary>
/// <param name="Generation">The oldest that it took.</param>
/// <param name="Kept">Bytes that lived on, of all generations that it took.</param>
/// <param name="Allocated">Bytes between the one before and this.</param>
/// <param name="Pause">Nanoseconds.</param>
/// <param name="Elapsed">Nanoseconds between the one before and this.</param>
public readonly record struct CollectionFacts(int Generation, long Kept, long Allocated, long Pause, long Elapsed);
