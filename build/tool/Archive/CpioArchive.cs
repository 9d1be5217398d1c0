using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Vela.Build.Archive;

/// <summary>Packs a directory tree as a "newc" cpio archive, which is what the kernel unpacks at / (cpio(5)).</summary>
/// <remarks>
/// Everything belongs to root: the archive is the machine's, not the user's who made it. Permissions, times and symbolic links are kept;
/// hard links become files of their own. Entries are in ordinal order, so that the same tree gives the same bytes.
/// </remarks>
public static class CpioArchive
{
    private const uint Directory = 0x4000;
    private const uint RegularFile = 0x8000;
    private const uint SymbolicLink = 0xA000;

    /// <exception cref="BuildException">The tree holds something that is no file, directory or symbolic link.</exception>
    public static void Write(string root, Stream output)
    {
        uint number = 1;
        foreach (FileSystemInfo entry in Entries(new DirectoryInfo(root)))
        {
            string name = Path.GetRelativePath(root, entry.FullName);
            if (entry.LinkTarget is string target)
            {
                WriteEntry(output, number++, name, SymbolicLink | 0x1FF, entry, Encoding.UTF8.GetBytes(target));
            }
            else if (entry is DirectoryInfo)
            {
                WriteEntry(output, number++, name, Directory | Permissions(entry), entry, []);
            }
            else if (entry.Attributes.HasFlag(FileAttributes.Device))
            {
                throw new BuildException($"{entry.FullName}: only files, directories and symbolic links can be packed");
            }
            else
            {
                WriteEntry(output, number++, name, RegularFile | Permissions(entry), entry, File.ReadAllBytes(entry.FullName));
            }
        }

        WriteHeader(output, "TRAILER!!!", [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    }

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo root)
    {
        if (!root.Exists)
        {
            throw new BuildException($"{root.FullName}: no such directory");
        }

        Stack<FileSystemInfo> pending = new(Children(root));
        while (pending.TryPop(out FileSystemInfo? entry))
        {
            yield return entry;
            if (entry is DirectoryInfo directory && entry.LinkTarget is null)
            {
                foreach (FileSystemInfo child in Children(directory))
                {
                    pending.Push(child);
                }
            }
        }
    }

    private static IEnumerable<FileSystemInfo> Children(DirectoryInfo directory) =>
        directory.GetFileSystemInfos().OrderByDescending(child => child.Name, StringComparer.Ordinal);

    private static uint Permissions(FileSystemInfo entry) => (uint)entry.UnixFileMode;

    private static void WriteEntry(Stream output, uint number, string name, uint mode, FileSystemInfo entry, byte[] content)
    {
        uint links = (mode & 0xF000) == Directory ? 2u : 1u;
        uint time = (uint)Math.Clamp(new DateTimeOffset(entry.LastWriteTimeUtc).ToUnixTimeSeconds(), 0, uint.MaxValue);
        WriteHeader(output, name, [number, mode, 0, 0, links, time, checked((uint)content.Length), 0, 0, 0, 0]);
        output.Write(content);
        Pad(output, content.Length);
    }

    /// <summary>Fields: inode, mode, user, group, links, time, size, device (2), special device (2); the name's length and a zero follow.</summary>
    private static void WriteHeader(Stream output, string name, ReadOnlySpan<uint> fields)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        StringBuilder header = new("070701");
        foreach (uint field in fields)
        {
            header.Append($"{field:X8}");
        }

        header.Append($"{nameBytes.Length + 1:X8}").Append("00000000");
        output.Write(Encoding.ASCII.GetBytes(header.ToString()));
        output.Write(nameBytes);
        output.WriteByte(0);
        Pad(output, header.Length + nameBytes.Length + 1);
    }

    private static void Pad(Stream output, int written)
    {
        for (; written % 4 != 0; written++)
        {
            output.WriteByte(0);
        }
    }
}
