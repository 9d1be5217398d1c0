using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>The cursor (C-28).</remarks>
public sealed partial class OpenFile
{
    /// <summary>Moves the cursor. IllegalSeek where there is none; Invalid below 0; NoDeviceOrAddress when no contents follow.</summary>
    public Result<ulong> Seek(long offset, SeekOrigin origin)
    {
        if (Inode.Kind is InodeKind.Fifo or InodeKind.Socket || (Flags & OpenFlags.PathOnly) != 0)
        {
            return (Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor : Errno.IllegalSeek;
        }

        if (origin is SeekOrigin.Contents or SeekOrigin.Hole)
        {
            // Every byte counts as contents: a valid answer for any file (lseek(2)).
            if (offset < 0 || (ulong)offset >= Inode.Size)
            {
                return Errno.NoDeviceOrAddress;
            }

            Position = origin == SeekOrigin.Contents ? (ulong)offset : Inode.Size;
            return Position;
        }

        ulong from = origin switch
        {
            SeekOrigin.Current => Position,
            SeekOrigin.End => Inode.Size,
            _ => 0,
        };
        if (offset < 0 ? from < unchecked((ulong)-offset) : from > long.MaxValue - (ulong)offset)
        {
            return offset < 0 ? Errno.Invalid : Errno.Overflow;
        }

        Position = unchecked(from + (ulong)offset); // checked above; a negative offset subtracts
        return Position;
    }
}
