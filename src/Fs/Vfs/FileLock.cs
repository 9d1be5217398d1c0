namespace Vela.Fs;

/// <summary>A lock on the bytes [Start, End) of a file; on all of it: [0, ulong.MaxValue).</summary>
/// <param name="Owner">A process for fcntl's record locks, an open file for flock's and for open-file-description locks.</param>
/// <param name="Kind">Shared or exclusive.</param>
/// <param name="Scope">Its family.</param>
/// <param name="Start">In bytes.</param>
/// <param name="End">In bytes, exclusive.</param>
public readonly record struct FileLock(object Owner, LockKind Kind, LockScope Scope, ulong Start, ulong End)
{
    public bool ConflictsWith(in FileLock other) =>
        !ReferenceEquals(Owner, other.Owner) && Scope == other.Scope && Start < other.End && other.Start < End
        && (Kind == LockKind.Exclusive || other.Kind == LockKind.Exclusive);
}
