using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>/proc/mounts: one line for each mount, as fstab(5) has them.</summary>
public sealed class MountsFile(ProcFileSystem owner, Vfs vfs) : GeneratedFile(owner, owner.NextNumber())
{
    /// <summary>Writes the lines.</summary>
    public static void Write(GeneratedText text, Vfs vfs)
    {
        byte[] path = new byte[Vfs.MostPathBytes];
        foreach (Mount mount in vfs.Mounts)
        {
            Result<int> length = vfs.GetPathOf(mount, path);
            if (length.Ok(out int bytes, out _))
            {
                _ = text.Add(mount.FileSystem.Source).Add((byte)' ').Add(path.AsSpan(0, bytes)).Add((byte)' ').Add(mount.FileSystem.TypeName)
                    .Add((byte)' ').Add(MountOptions.Format(mount))
                    .Add(" 0 0\n"u8);
            }
        }
    }

    protected override Errno Make(GeneratedText text)
    {
        Write(text, vfs);
        return Errno.None;
    }
}
