using System;
using System.Buffers.Text;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>What an open file is called: its path as the asker sees it, or a kind and a number (proc(5), fd).</summary>
internal static class PlaceName
{
    public static FileOutcome TryWrite(Vfs vfs, PathContext asker, in LinkTarget target, Span<byte> into, out int length)
    {
        length = 0;
        if (!target.Place.IsNone)
        {
            Result<int> path = vfs.GetPath(asker.Root.Location, target.Place, into, out _);
            return path.Ok(out length, out Errno error) ? FileOutcome.Done : error;
        }

        ReadOnlySpan<byte> kind = target.Inode.Kind switch
        {
            InodeKind.Fifo => "pipe:["u8,
            InodeKind.CharacterDevice => "console:["u8,
            _ => "anon_inode:["u8,
        };
        if (into.Length < kind.Length + 21)
        {
            return Errno.NameTooLong;
        }

        kind.CopyTo(into);
        _ = Utf8Formatter.TryFormat(target.Inode.Number, into[kind.Length..], out int digits); // there is room for 20
        length = kind.Length + digits;
        into[length++] = (byte)']';
        return FileOutcome.Done;
    }
}
