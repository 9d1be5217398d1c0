using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The open descriptors of a shell or of one command: 0 to 9.</summary>
/// <remarks>Owns: one hold on each stream in it.</remarks>
public sealed class DescriptorTable
{
    /// <summary>POSIX gives a script ten descriptors to name (XCU 2.7).</summary>
    public const int Count = 10;

    private readonly ByteStream?[] _streams = new ByteStream?[Count];

    /// <summary>The stream behind a descriptor; null if it is closed.</summary>
    public ByteStream? this[int descriptor] => descriptor is >= 0 and < Count ? _streams[descriptor] : null;

    /// <summary>Makes the descriptor stand for the stream, taking over the caller's hold; null closes it.</summary>
    public void Set(int descriptor, ByteStream? stream)
    {
        Panic.When(descriptor is < 0 or >= Count, "a descriptor out of range");
        ByteStream? before = _streams[descriptor];
        _streams[descriptor] = stream;
        before?.Release();
    }

    /// <summary>A table of its own that stands for the same streams.</summary>
    public DescriptorTable Fork()
    {
        DescriptorTable copy = new();
        for (int i = 0; i < Count; i++)
        {
            copy._streams[i] = _streams[i]?.Retain();
        }

        return copy;
    }

    /// <summary>Lets go of every stream.</summary>
    public void CloseAll()
    {
        for (int i = 0; i < Count; i++)
        {
            Set(i, null);
        }
    }
}
