using System;
using System.Buffers.Binary;
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

    /// <param name="status">What.</param>
    /// <param name="into"><see cref="StatBytes"/>, all zero.</param>
    public static void WriteStat(in FileStatus status, Span<byte> into)
    {
        Write(into, status.Device);
        Write(into[8..], status.Inode);
        Write(into[16..], (ulong)status.Links);
        Write(into[24..], ModeOf(in status));
        Write(into[28..], status.Owner);
        Write(into[32..], status.Group);
        Write(into[40..], status.NodeDevice.Encoded);
        Write(into[48..], status.Size);
        Write(into[56..], (ulong)status.BlockSize);
        Write(into[64..], status.Blocks);
        WriteTime(into[72..], status.AccessTime);
        WriteTime(into[88..], status.ModifyTime);
        WriteTime(into[104..], status.ChangeTime);
    }

    /// <param name="status">What.</param>
    /// <param name="into"><see cref="StatxBytes"/>, all zero.</param>
    public static void WriteStatx(in FileStatus status, Span<byte> into)
    {
        Write(into, StatxFilled);
        Write(into[4..], status.BlockSize);
        Write(into[16..], status.Links);
        Write(into[20..], status.Owner);
        Write(into[24..], status.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(into[28..], (ushort)ModeOf(in status));
        Write(into[32..], status.Inode);
        Write(into[40..], status.Size);
        Write(into[48..], status.Blocks);
        WriteTime(into[64..], status.AccessTime);
        WriteTime(into[96..], status.ChangeTime);
        WriteTime(into[112..], status.ModifyTime);
        DeviceNumber device = DeviceNumber.Decode(status.Device);
        Write(into[128..], status.NodeDevice.Major);
        Write(into[132..], status.NodeDevice.Minor);
        Write(into[136..], device.Major);
        Write(into[140..], device.Minor);
        Write(into[144..], status.MountId);
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
    private static uint ModeOf(in FileStatus status) => ((uint)status.Kind << KindShift) | status.Permissions;

    private static void WriteTime(Span<byte> into, FileTime time)
    {
        BinaryPrimitives.WriteInt64LittleEndian(into, time.Seconds);
        Write(into[8..], time.Fraction);
    }

    private static void Write(Span<byte> into, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(into, value);

    private static void Write(Span<byte> into, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(into, value);
}
