using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Opening and closing (open(2), openat2(2), close(2), close_range(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const ushort MostPermissions = 0xfff;
    private const ulong ResolveNoMagicLinks = 2;
    private const ulong ResolveNoLinks = 4;
    private const ulong ResolveBeneath = 8;
    private const int OpenHowBytes = 24;
    private const int MostOpenHowBytes = 4096;
    private const uint CloseRangeUnshare = 2;
    private const uint CloseRangeOnExecute = 4;

    private CallResult Open(Thread thread, int directory, ulong path, uint flags, uint permissions) =>
        OpenPath(thread, directory, path, flags & OpenBits.Known, (ushort)(permissions & MostPermissions), OpenFlags.None);

    private CallResult OpenHow(Thread thread, int directory, ulong path, ulong how, ulong size)
    {
        if (size is < OpenHowBytes or > MostOpenHowBytes)
        {
            return size < OpenHowBytes ? Errno.Invalid : Errno.ArgumentListTooLong;
        }

        Span<byte> room = stackalloc byte[OpenHowBytes];
        FileOutcome outcome = TryCopyIn(thread, how, room);
        outcome = outcome.IsDone ? TryReadZeros(thread, unchecked(how + OpenHowBytes), (int)size - OpenHowBytes) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(room);
        ulong permissions = BinaryPrimitives.ReadUInt64LittleEndian(room[8..]);
        ulong resolve = BinaryPrimitives.ReadUInt64LittleEndian(room[16..]);
        bool isMaking = (flags & (OpenBits.Create | OpenBits.Unnamed)) != 0;
        if ((flags & ~(ulong)OpenBits.Known) != 0 || permissions > (isMaking ? MostPermissions : 0u)
            || (resolve & ~(ResolveNoMagicLinks | ResolveNoLinks | ResolveBeneath)) != 0)
        {
            return Errno.Invalid;
        }

        OpenFlags extra = ((resolve & ResolveNoLinks) != 0 ? OpenFlags.NoLinks : OpenFlags.None)
            | ((resolve & ResolveBeneath) != 0 ? OpenFlags.Beneath : OpenFlags.None);
        return OpenPath(thread, directory, path, (uint)flags, (ushort)permissions, extra);
    }

    private CallResult OpenPath(Thread thread, int directory, ulong path, uint bits, ushort permissions, OpenFlags extra)
    {
        OpenFlags flags = OpenFlags.Read;
        if (thread.IsResuming || !OpenBits.ArePlain(bits))
        {
            if (thread.BeginCall().State is HalfOpenFile half)
            {
                return OpenOtherHalf(thread, half.File, bits);
            }

            Errno error = OpenBits.Convert(bits, out flags);
            if (error != Errno.None)
            {
                return error;
            }
        }

        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        flags |= extra;
        Process process = thread.Process;
        if (StartsByRoot(process, directory, in name)
            && process.Container.Vfs.OpenRemembered(process.Paths, in process.Paths.WorkingDirectory, in name, flags) is { } file)
        {
            return CallResult.Of(process.Descriptors.AddReached(file, DescriptorFlagsOf(bits)));
        }

        return OpenSlowly(thread, directory, in name, flags, bits, permissions);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallResult OpenSlowly(Thread thread, int directory, in PathText name, OpenFlags flags, uint bits, ushort permissions)
    {
        Errno error = FindNamedStart(thread, directory, in name, out DirectoryReference start);
        if (error != Errno.None)
        {
            return error;
        }

        Process process = thread.Process;
        if (!process.Descriptors.HasRoom)
        {
            return Errno.TooManyOpenFiles; // before anything is made or cut
        }

        FileOutcome outcome = process.Container.Vfs.TryOpen(process.Paths, in start, in name, flags, permissions, out OpenFile? file);
        if (outcome.Error == Errno.AccessDenied)
        {
            NoteMissingRight(process, in start, flags);
        }

        return FinishOpen(thread, outcome, file, bits);
    }

    /// <summary>The capability's doing, and not the permission bits': then it can be asked why.</summary>
    private static void NoteMissingRight(Process process, in DirectoryReference start, OpenFlags flags)
    {
        Rights needed = ((flags & OpenFlags.Read) != 0 ? Rights.Read : Rights.None)
            | ((flags & (OpenFlags.Write | OpenFlags.Truncate)) != 0 ? Rights.Write : Rights.None)
            | ((flags & OpenFlags.Create) != 0 ? Rights.Create : Rights.None);
        if ((start.Rights & needed) != needed)
        {
            CapabilityHandle used = start.Authority == CapabilityHandle.None ? process.Descriptors.Root : start.Authority;
            _ = process.Descriptors.Space.Get<OpenFile>(used, needed, nameof(Open)); // it says no, and that is noted
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallResult OpenOtherHalf(Thread thread, OpenFile file, uint bits) => FinishOpen(thread, file.TryOpen(thread.Process.Paths.Who), file, bits);

    /// <summary>Gives an opened file its descriptor; keeps one that waits for its other end (fifo(7)).</summary>
    private static CallResult FinishOpen(Thread thread, FileOutcome outcome, OpenFile? file, uint bits)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (outcome.IsWaiting && file is not null)
        {
            progress.State ??= new HalfOpenFile(file);
            return Finish(thread, outcome);
        }

        if (!outcome.IsDone)
        {
            progress.State?.Abandon();
            progress.State = null;
            return Finish(thread, outcome);
        }

        progress.State = null; // it is the descriptor's now
        Errno error = file!.Inode.Kind == InodeKind.CharacterDevice ? TryTakeOpened(thread, ref file, bits) : Errno.None; // which may be a terminal
        return error == Errno.None ? CallResult.Of(thread.Process.Descriptors.AddReached(file, DescriptorFlagsOf(bits))) : error;
    }

    private static CallResult Close(Thread thread, int descriptor) => thread.Process.Descriptors.Close(descriptor);

    /// <summary>Closes, or marks for the next execve, all descriptors of a range. CLOSE_RANGE_UNSHARE only where nobody shares them anyway.</summary>
    private static CallResult CloseRange(Thread thread, uint first, uint last, uint flags)
    {
        DescriptorTable descriptors = thread.Process.Descriptors;
        if ((flags & ~(CloseRangeUnshare | CloseRangeOnExecute)) != 0 || first > last || ((flags & CloseRangeUnshare) != 0 && descriptors.IsShared))
        {
            return Errno.Invalid;
        }

        for (long descriptor = Math.Min(last, descriptors.End - 1L); descriptor >= first; descriptor--)
        {
            if (!descriptors.IsInUse((int)descriptor))
            {
                continue;
            }

            if ((flags & CloseRangeOnExecute) != 0)
            {
                descriptors.SetFlags((int)descriptor, DescriptorFlags.CloseOnExecute);
            }
            else
            {
                _ = descriptors.Close((int)descriptor); // it is in use
            }
        }

        return 0;
    }

    private static DescriptorFlags DescriptorFlagsOf(uint bits) =>
        (bits & OpenBits.CloseOnExecute) != 0 ? DescriptorFlags.CloseOnExecute : DescriptorFlags.None;

    /// <summary>Where a path that may not be empty starts.</summary>
    private static Errno FindNamedStart(Thread thread, int directory, in PathText path, out DirectoryReference start)
    {
        if (!path.IsEmpty)
        {
            return FindStart(thread, directory, in path, out start);
        }

        start = default;
        return Errno.NoEntry;
    }

    /// <summary>A structure that is longer than the one known here is all right if what follows is zero (openat2(2), "Extensibility").</summary>
    private static FileOutcome TryReadZeros(Thread thread, ulong address, int length)
    {
        Span<byte> room = stackalloc byte[64];
        for (int done = 0; done < length; done += room.Length)
        {
            Span<byte> part = room[..Math.Min(room.Length, length - done)];
            FileOutcome outcome = TryCopyIn(thread, unchecked(address + (ulong)done), part);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (part.IndexOfAnyExcept((byte)0) >= 0)
            {
                return Errno.ArgumentListTooLong;
            }
        }

        return FileOutcome.Done;
    }
}
