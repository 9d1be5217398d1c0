using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>What is particular to a kind of file (ioctl(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private static CallResult ControlDevice(Thread thread, int descriptor, uint request, ulong argument)
    {
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if ((file.Flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.BadDescriptor;
        }

        switch (request)
        {
            case DeviceRequest.CloseOnExecute:
                descriptors.SetFlags(descriptor, DescriptorFlags.CloseOnExecute);
                return 0;
            case DeviceRequest.KeepOnExecute:
                descriptors.SetFlags(descriptor, DescriptorFlags.None);
                return 0;
            case DeviceRequest.NonBlocking:
                return SetNonBlocking(thread, file, argument);
        }

        if (file.Inode is BlockDeviceInode disk)
        {
            return ControlDisk(thread, descriptor, disk, request, argument);
        }

        if (Terminal.Of(file, out TerminalSide side) is not { } terminal)
        {
            return CountReadable(thread, file, request, argument);
        }

        error = TerminalRequest.IsChange(request) ? descriptors.Get(descriptor, SystemCallRights.Configuring).Error : Errno.None;
        return error == Errno.None ? ControlTerminal(thread, file, terminal, side, request, argument) : error;
    }

    /// <summary>What mke2fs and others ask a disk (linux/fs.h).</summary>
    private static CallResult ControlDisk(Thread thread, int descriptor, BlockDeviceInode disk, uint request, ulong argument)
    {
        return request switch
        {
            DeviceRequest.DiskBytes => PutLong(thread, argument, disk.Size),
            DeviceRequest.DiskSectors => PutLong(thread, argument, disk.Size / BlockRequest.SectorSize),
            DeviceRequest.DiskIsReadOnly => PutNumber(thread, argument, disk.IsReadOnly ? 1 : 0),
            DeviceRequest.DiskSectorBytes or DeviceRequest.DiskPhysicalSectorBytes => PutNumber(thread, argument, BlockRequest.SectorSize),
            DeviceRequest.DiskBlockBytes => PutNumber(thread, argument, (int)disk.FileSystem.BlockSize),
            DeviceRequest.DiskGeometry => PutGeometry(thread, argument, disk),
            DeviceRequest.SyncDisk => SyncFile(thread, descriptor, SyncKind.Everything),
            _ => Errno.NotTerminal,
        };
    }

    /// <summary>The geometry that BIOSes give to every large disk, struct hd_geometry: programs that lay out disks still ask for it.</summary>
    private static CallResult PutGeometry(Thread thread, ulong address, BlockDeviceInode disk)
    {
        const byte Heads = 255;
        const byte SectorsPerTrack = 63;
        Span<byte> room = stackalloc byte[16];
        room.Clear();
        room[0] = Heads;
        room[1] = SectorsPerTrack;
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], (ushort)Math.Min(disk.Size / BlockRequest.SectorSize / Heads / SectorsPerTrack, ushort.MaxValue));
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], disk.FirstSector);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    /// <summary>FIONREAD of what is no terminal.</summary>
    private static CallResult CountReadable(Thread thread, OpenFile file, uint request, ulong argument)
    {
        switch (request)
        {
            case DeviceRequest.CountReadable when Pipe.Of(file) is { } pipe:
                return PutNumber(thread, argument, pipe.Count);
            case DeviceRequest.CountReadable when file.Inode.Kind == InodeKind.File:
                ulong left = file.Inode.Size > file.Position ? file.Inode.Size - file.Position : 0;
                return PutNumber(thread, argument, (int)Math.Min(left, int.MaxValue));
            default:
                return Errno.NotTerminal;
        }
    }

    private static CallResult SetNonBlocking(Thread thread, OpenFile file, ulong argument)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        FileOutcome outcome = TryCopyIn(thread, argument, room);
        if (outcome.IsDone)
        {
            bool isWanted = BinaryPrimitives.ReadInt32LittleEndian(room) != 0;
            file.ChangeFlags(isWanted ? file.Flags | OpenFlags.NonBlocking : file.Flags & ~OpenFlags.NonBlocking);
        }

        return Finish(thread, outcome);
    }

    private static CallResult PutNumber(Thread thread, ulong address, int number)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(room, number);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult PutLong(Thread thread, ulong address, ulong number)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, number);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }
}
