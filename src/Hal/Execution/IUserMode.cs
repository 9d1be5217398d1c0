namespace Vela.Hal;

/// <summary>The way into ring 3, and the parts of a thread's state that stay in the processor between two entries.</summary>
public interface IUserMode
{
    /// <summary>Bytes of a thread's x87 and vector state.</summary>
    int StateBytes { get; }

    /// <summary>Runs the program until it makes a system call, faults or is interrupted.</summary>
    /// <param name="context">One element, pinned.</param>
    UserExit Run(UserContext[] context);

    /// <summary>Copies the processor's x87 and vector registers out, before another thread gets them.</summary>
    /// <param name="state">Pinned, <see cref="StateBytes"/> and 63 more, for alignment.</param>
    void SaveState(byte[] state);

    /// <summary>As <see cref="SaveState"/>, to memory that is no array. False: it is not aligned as the processor wants it (SDM 1, 13.4), and nothing is written.</summary>
    bool TrySaveState(System.Span<byte> state);

    void RestoreState(byte[] state);

    /// <summary>As <see cref="RestoreState"/>, from memory that is no array; what is in it must be as the processor wants it. False: it is not aligned, and nothing is done.</summary>
    bool TryRestoreState(System.ReadOnlySpan<byte> state);

    /// <summary>The bytes that <see cref="SaveState"/> writes, in XSAVE's form (SDM 1, 13.4).</summary>
    System.Span<byte> StateOf(byte[] state);

    /// <summary>The GS base, which the kernel leaves alone.</summary>
    ulong GsBase { get; set; }
}
