namespace Vela.Fs;

/// <summary>How a file operation came out, or what it waits for.</summary>
public enum FileVerdict : byte
{
    Done,

    /// <summary>It cannot be done, for the reason in <see cref="FileOutcome.Error"/>.</summary>
    Failed,

    /// <summary>A page is on its way: wait for <see cref="FileOutcome.Object"/> and <see cref="FileOutcome.Page"/>, then start again from the top.</summary>
    NeedsIo,

    /// <summary>Wait for <see cref="FileOutcome.Event"/>, then start again from the top.</summary>
    WouldBlock,
}
