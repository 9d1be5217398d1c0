using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Shared memory by number: what is asked and changed (shmctl(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int SegmentStatusBytes = 112;
    private const uint SegmentIsDoomed = 0x200;

    private CallResult ControlSegment(Thread thread, int id, int command, ulong address)
    {
        const int Remove = 0;
        const int Set = 1;
        const int Tell = 2;
        const int TellMost = 3;
        const int Lock = 11;
        const int Unlock = 12;
        const int TellPlace = 13;
        const int TellUse = 14;
        const int TellPlaceOfAny = 15;
        if (!SegmentsOf(thread, command is Remove or Set ? Rights.WriteState : Rights.ReadState).Ok(out SharedMemorySegments? segments, out Errno error))
        {
            return error;
        }

        Credentials who = thread.Process.Paths.Who;
        switch (command)
        {
            case Remove:
                return segments.Remove(id, who);
            case Set:
                return SetSegment(thread, segments, id, address);
            case TellMost:
                return TellSegmentLimits(thread, segments, address);
            case TellUse:
                return TellSegmentUse(thread, segments, address);
            default:
                break;
        }

        // The others are about one segment, which two of them name by its place.
        SharedMemorySegment? segment = null;
        if (command is TellPlace or TellPlaceOfAny)
        {
            segment = segments.At(id);
        }
        else if (command is Tell or Lock or Unlock && !segments.Find(id).Ok(out segment, out error))
        {
            return error;
        }

        if (segment is null)
        {
            return Errno.Invalid;
        }

        if (command is Lock or Unlock)
        {
            bool isOwner = who.User == segment.Owner || who.User == segment.CreatorUser || who.Has(FilePrivileges.ActAsOwner);
            return isOwner ? 0 : Errno.NotPermitted; // nothing of it is ever written to a disk: it is locked as it is
        }

        Errno refused = command == TellPlaceOfAny ? Errno.None : segment.Check(who, FileAccess.Read);
        return refused != Errno.None ? refused : TellSegment(thread, segment, address, command == Tell ? 0 : segment.Id);
    }

    private static CallResult TellSegment(Thread thread, SharedMemorySegment segment, ulong address, int result)
    {
        Span<byte> room = stackalloc byte[SegmentStatusBytes];
        WriteSegment(segment, room);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome, result);
    }

    /// <summary>struct shminfo64: the most bytes and the fewest of one, the most segments, the most of a process, the most pages of all.</summary>
    private static CallResult TellSegmentLimits(Thread thread, SharedMemorySegments segments, ulong address)
    {
        Span<byte> room = stackalloc byte[72];
        room.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(room, UserAddress.Limit);
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(room[16..], SharedMemorySegments.MostSegments);
        BinaryPrimitives.WriteUInt64LittleEndian(room[24..], SharedMemorySegments.MostSegments);
        BinaryPrimitives.WriteUInt64LittleEndian(room[32..], UserAddress.Limit >> PageNumber.Shift);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome, Math.Max(segments.PlaceCount - 1, 0));
    }

    /// <summary>struct shm_info: segments, their pages, and how many of those are there. Nothing is ever swapped out.</summary>
    private static CallResult TellSegmentUse(Thread thread, SharedMemorySegments segments, ulong address)
    {
        Span<byte> room = stackalloc byte[48];
        room.Clear();
        segments.CountPages(out int count, out ulong pages, out ulong present);
        BinaryPrimitives.WriteInt32LittleEndian(room, count);
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], pages);
        BinaryPrimitives.WriteUInt64LittleEndian(room[16..], present);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome, Math.Max(segments.PlaceCount - 1, 0));
    }

    private static CallResult SetSegment(Thread thread, SharedMemorySegments segments, int id, ulong address)
    {
        Span<byte> room = stackalloc byte[SegmentStatusBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        uint owner = BinaryPrimitives.ReadUInt32LittleEndian(room[4..]);
        uint group = BinaryPrimitives.ReadUInt32LittleEndian(room[8..]);
        uint mode = BinaryPrimitives.ReadUInt32LittleEndian(room[20..]);
        return segments.Set(id, owner, group, (ushort)(mode & PermissionBits), thread.Process.Paths.Who);
    }

    /// <summary>struct shmid64_ds of x86-64, with the struct ipc64_perm that it begins with.</summary>
    private static void WriteSegment(SharedMemorySegment segment, Span<byte> into)
    {
        into.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(into, segment.Key);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], segment.Owner);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], segment.Group);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], segment.CreatorUser);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], segment.CreatorGroup);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], segment.Permissions | (segment.IsRemoved ? SegmentIsDoomed : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(into[24..], (ushort)(segment.Id >> 15));
        BinaryPrimitives.WriteUInt64LittleEndian(into[48..], segment.Size);
        BinaryPrimitives.WriteInt64LittleEndian(into[56..], segment.AttachTime.Seconds);
        BinaryPrimitives.WriteInt64LittleEndian(into[64..], segment.DetachTime.Seconds);
        BinaryPrimitives.WriteInt64LittleEndian(into[72..], segment.ChangeTime.Seconds);
        BinaryPrimitives.WriteInt32LittleEndian(into[80..], segment.CreatorProcess);
        BinaryPrimitives.WriteInt32LittleEndian(into[84..], segment.LastProcess);
        BinaryPrimitives.WriteUInt64LittleEndian(into[88..], segment.AttachCount);
    }
}
