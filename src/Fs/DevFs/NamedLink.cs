using System;

namespace Vela.Fs;

/// <summary>A symbolic link that the kernel has put into /dev.</summary>
internal sealed class NamedLink : Inode
{
    private readonly byte[] _target;

    public NamedLink(FileSystem owner, ulong number, byte[] target)
        : base(owner, number, InodeKind.SymbolicLink, InodeTimes.Fixed)
    {
        _target = target;
        Permissions = 0x1ff; // 0777
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public override ulong Size => (ulong)_target.Length;

    public override FileOutcome TryReadLink(Span<byte> into, out int length)
    {
        length = Math.Min(_target.Length, into.Length);
        _target.AsSpan(0, length).CopyTo(into);
        return FileOutcome.Done;
    }
}
