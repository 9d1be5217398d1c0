namespace Vela.Shell;

/// <summary>What a closed descriptor gives: every use is <see cref="Primitives.Errno.BadDescriptor"/>.</summary>
public sealed class ClosedStream : ByteStream;
