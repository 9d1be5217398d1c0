using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vela.Fs;

namespace Vela.Linux;

/// <summary>How x86-64 lays out what is known of a file (stat(2), statx(2), statfs(2)).</summary>
internal static class StatusLayout
{
    public const int StatBytes = 144;
    public const int StatxBytes = 256;
    public const int FileSystemBytes = 120;

    /// <summary>STATX_BASIC_STATS and STATX_MNT_ID: what is always filled in.</summary>
    private const uint StatxFilled = 0x17ff;
    private const int KindShift = 12;
    private const ulong StatFsValid = 0x20;

    /// <param name="inode">What is told of.</param>
    /// <param name="into"><see cref="StatBytes"/> in words.</param>
    public static void WriteStat(Inode inode, Span<ulong> into)
    {
        into = into[..(StatBytes / sizeof(ulong))];
        into[0] = inode.FileSystem.Device.Encoded;
        into[1] = inode.Number;
        into[2] = inode.Links;
        into[3] = ModeOf(inode) | ((ulong)inode.Owner << 32);
        into[4] = inode.Group;
        into[5] = inode.Device.Encoded;
        into[6] = inode.Size;
        into[7] = inode.FileSystem.BlockSize;
        into[8] = inode.Blocks;
        WriteTime(out into[9], out into[10], inode.AccessTime);
        WriteTime(out into[11], out into[12], inode.ModifyTime);
        WriteTime(out into[13], out into[14], inode.ChangeTime);
        (into[15], into[16], into[17]) = (0, 0, 0);
    }

    /// <param name="inode">What is told of.</param>
    /// <param name="mount">Where it was found; null when it has no name.</param>
    /// <param name="into"><see cref="StatxBytes"/> in words, all zero.</param>
    public static void WriteStatx(Inode inode, Mount? mount, Span<ulong> into)
    {
        DeviceNumber device = inode.FileSystem.Device;
        into = into[..(StatxBytes / sizeof(ulong))];
        into[0] = StatxFilled | ((ulong)inode.FileSystem.BlockSize << 32);
        into[2] = inode.Links | ((ulong)inode.Owner << 32);
        into[3] = inode.Group | ((ulong)ModeOf(inode) << 32);
        into[4] = inode.Number;
        into[5] = inode.Size;
        into[6] = inode.Blocks;
        WriteTime(out into[8], out into[9], inode.AccessTime);
        WriteTime(out into[12], out into[13], inode.ChangeTime);
        WriteTime(out into[14], out into[15], inode.ModifyTime);
        into[16] = inode.Device.Major | ((ulong)inode.Device.Minor << 32);
        into[17] = device.Major | ((ulong)device.Minor << 32);
        into[18] = mount?.Id ?? 0;
    }

    /// <param name="status">What.</param>
    /// <param name="device">Of the file system: its f_fsid.</param>
    /// <param name="flags">Of the mount.</param>
    /// <param name="into"><see cref="FileSystemBytes"/>, all zero.</param>
    public static void WriteFileSystem(in FileSystemStatus status, ulong device, MountFlags flags, Span<byte> into)
    {
        Write(into, (ulong)status.Magic);
        Write(into[8..], (ulong)status.BlockSize);
        Write(into[16..], status.Blocks);
        Write(into[24..], status.FreeBlocks);
        Write(into[32..], status.AvailableBlocks);
        Write(into[40..], status.Inodes);
        Write(into[48..], status.FreeInodes);
        Write(into[56..], device);
        Write(into[64..], (ulong)status.MostNameBytes);
        Write(into[72..], (ulong)status.BlockSize);
        Write(into[80..], StatFsValid
            | ((flags & MountFlags.ReadOnly) != 0 ? 1u : 0)
            | ((flags & MountFlags.NoSetId) != 0 ? 2u : 0)
            | ((flags & MountFlags.NoDevices) != 0 ? 4u : 0)
            | ((flags & MountFlags.NoExecute) != 0 ? 8u : 0)
            | ((flags & MountFlags.NoAccessTimes) != 0 ? 1024u : 0));
    }

    /// <summary>st_mode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ModeOf(Inode inode) => ((uint)inode.Kind << KindShift) | inode.Permissions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTime(out ulong seconds, out ulong fraction, FileTime time)
    {
        long whole = time.Seconds;
        seconds = unchecked((ulong)whole); // a time before 1970 is negative
        fraction = time.FractionOf(whole);
    }

    private static void Write(Span<byte> into, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(into, value);
}
