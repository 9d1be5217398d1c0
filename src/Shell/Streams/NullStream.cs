using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Empty to read; takes and forgets what is written.</summary>
public sealed class NullStream : ByteStream
{
    public override KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption) => new(0);

    public override KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption) => new(Errno.None);
}
