namespace Vela.Boot;

/// <summary>Where a reader of the <see cref="LogRing"/> stands. <c>default</c> is the oldest record there is.</summary>
public struct LogCursor
{
    internal ulong Position;

    /// <summary>The sequence number this reader expects next.</summary>
    public ulong Sequence { get; internal set; }
}
