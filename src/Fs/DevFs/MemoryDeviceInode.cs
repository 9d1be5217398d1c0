using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>null, zero, full, random or urandom.</summary>
internal sealed class MemoryDeviceInode(DeviceFileSystem owner, MemoryDevice which, IRandomSource random)
    : DeviceInode(owner, InodeKind.CharacterDevice, new DeviceNumber(1, (uint)which), 0x1b6) // 0666
{
    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = which == MemoryDevice.Null ? 0 : into.Length;
        if (which is MemoryDevice.Random or MemoryDevice.Urandom)
        {
            random.Fill(into);
        }
        else
        {
            into[..count].Clear();
        }

        return FileOutcome.Done;
    }

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = which == MemoryDevice.Full ? 0 : from.Length;
        return which == MemoryDevice.Full ? Errno.NoSpace : FileOutcome.Done;
    }
}
