using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Bytes known beforehand: a here-document, the input of a test.</summary>
public sealed class TextSource(ReadOnlyMemory<byte> bytes) : ByteStream
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public override KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return new KernelTask<Result<int>>(count);
    }
}
