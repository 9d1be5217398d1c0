using System;
using System.Buffers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Keeps what is written: the output of a command substitution.</summary>
public sealed class CaptureStream : ByteStream
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Captured => _bytes.WrittenMemory;

    public override KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption)
    {
        _bytes.Write(bytes.Span);
        return new KernelTask<Errno>(Errno.None);
    }
}
