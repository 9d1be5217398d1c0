namespace Vela.Capabilities;

/// <summary>The states of a record: Free → Live → (Leaving →) Free, or Tombstone in between while it has descendants.</summary>
internal enum RecordState : byte
{
    Free,
    Live,

    /// <summary>Being revoked: no handle finds it any more, and a hook has not finished yet.</summary>
    Leaving,

    /// <summary>Deleted, but kept to join its descendants to its ancestors. Has two children at least, unless a revocation of it is running.</summary>
    Tombstone,
}
