using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Shared memory by number (shmget(2), shmat(2), shmdt(2), shmctl(2)). Each container has its own.</remarks>
public sealed partial class LinuxPersonality
{
    private const uint IpcCreate = 0x200;
    private const uint IpcExclusive = 0x400;
    private const uint SegmentLargePages = 0x800;
    private const uint AttachReadOnly = 0x1000;
    private const uint AttachRounded = 0x2000;
    private const uint AttachOver = 0x4000;
    private const uint AttachExecutable = 0x8000;

    /// <summary>So many are looked at before other threads have their turn.</summary>
    private const int RegionsAtOnce = 256;
    private const ushort PermissionBits = 0x1ff;

    private CallResult GetSegment(Thread thread, int key, ulong size, uint flags)
    {
        if ((flags & SegmentLargePages) != 0 || size > UserAddress.Limit)
        {
            return (flags & SegmentLargePages) != 0 ? Errno.Invalid : Errno.NoMemory; // no pages of such a size are set apart; no program could attach it
        }

        if (!SegmentsOf(thread, Rights.ReadState).Ok(out SharedMemorySegments? segments, out Errno refused) || (refused = thread.Process.Descriptors.CheckPurse()) != Errno.None)
        {
            return refused;
        }

        SharedMemoryRequest request = (flags & IpcCreate) != 0 ? SharedMemoryRequest.Create : SharedMemoryRequest.None;
        request |= (flags & IpcExclusive) != 0 ? SharedMemoryRequest.Exclusive : SharedMemoryRequest.None;
        Process process = thread.Process;
        return CallResult.Of(segments.Get(key, size, request, (ushort)(flags & PermissionBits), process.Paths.Who, process.ProcessId, process.Memory!.Account));
    }

    private CallResult AttachSegment(Thread thread, int id, ulong address, uint flags)
    {
        address -= (flags & AttachRounded) != 0 ? address & InPage : 0;
        bool isPlaced = address != 0;
        if ((address & InPage) != 0 || (!isPlaced && (flags & AttachOver) != 0))
        {
            return Errno.Invalid;
        }

        Access access = (flags & AttachReadOnly) != 0 ? Access.Read : Access.ReadWrite;
        FileAccess asked = (flags & AttachReadOnly) != 0 ? FileAccess.Read : FileAccess.Read | FileAccess.Write;
        if ((flags & AttachExecutable) != 0)
        {
            (access, asked) = (access | Access.Execute, asked | FileAccess.Execute);
        }

        Process process = thread.Process;
        if (!SegmentsOf(thread, Rights.ReadState).Ok(out SharedMemorySegments? segments, out Errno error) || (error = process.Descriptors.CheckPurse()) != Errno.None
            || !process.GetMemory((flags & AttachOver) != 0 ? Rights.Map | Rights.Unmap : Rights.Map).Ok(out ProgramMemory? memory, out error)
            || !segments.Attach(id, asked, process.Paths.Who).Ok(out SharedMemorySegment? segment, out error))
        {
            return error;
        }

        // The mapping goes with the capability for the container, which named the segment.
        if (!memory.Files.Add(process.Descriptors.Space, process.Descriptors.HandleOf(WellKnown.Home), null, Rights.None).Ok(out uint badge, out error))
        {
            return error == Errno.QuotaExceeded ? Errno.NoMemory : error;
        }

        Result<PageNumber> mapped = memory.Space.Map(new MapRequest
        {
            Pages = segment.PageCount,
            Access = access,
            MaxAccess = (flags & AttachReadOnly) != 0 ? Access.Read | Access.Execute : Access.All,
            Where = new PageNumber(address >> PageNumber.Shift),
            Placement = !isPlaced ? Placement.Hint : (flags & AttachOver) != 0 ? Placement.Fixed : Placement.FixedNoReplace,
            Object = segment.Pages,
            Flags = RegionFlags.Shared,
            Badge = badge,
        });
        memory.Space.HasLostBadge |= !mapped.IsOk;
        memory.Files.Settle();
        if (!mapped.Ok(out PageNumber start, out error))
        {
            return error == Errno.Exists ? Errno.Invalid : Repeat(thread, error);
        }

        segment.NoteAttached(process.ProcessId, Anonymous.Clock.Now);
        return CallResult.Address(start.Address.Value);
    }

    /// <summary>Takes away what shmat(2) put at an address: every region that is left of it, whatever else lies between.</summary>
    private CallResult DetachSegment(Thread thread, ulong address)
    {
        if ((address & InPage) != 0 || address >= UserAddress.Limit)
        {
            return Errno.Invalid;
        }

        if (!thread.Process.GetMemory(Rights.Unmap).Ok(out ProgramMemory? memory, out Errno refused))
        {
            return refused;
        }

        ref CallProgress progress = ref thread.BeginCall();
        AddressSpace space = memory.Space;
        PageNumber first = new(address >> PageNumber.Shift);
        PageNumber at = new(Math.Max(progress.File.Target, first.Value));
        for (int looked = 0; space.TryView(at, out RegionView view); looked++)
        {
            at = view.Range.End;
            Errno error = Errno.None;
            ulong distance = view.Range.Start >= first ? view.Range.Start - first : ulong.MaxValue;
            if (SharedMemorySegment.Of(view.Object) is { } segment && distance == view.Offset && (progress.Value == 0 || progress.Value == (ulong)segment.Id + 1))
            {
                error = space.Unmap(view.Range);
                progress.Value = (ulong)segment.Id + 1;
                segment.NoteDetached(thread.Process.ProcessId, Anonymous.Clock.Now);
            }

            if (error != Errno.None || looked == RegionsAtOnce)
            {
                progress.File.Target = error == Errno.None ? at.Value : view.Range.Start.Value;
                memory.Files.Settle();
                return Repeat(thread, error == Errno.None ? Errno.Again : error);
            }
        }

        memory.Files.Settle();
        return progress.Value != 0 ? 0 : Errno.Invalid;
    }

    /// <summary>The segments that a program can name: those of the container it holds, with these rights.</summary>
    private Result<SharedMemorySegments> SegmentsOf(Thread thread, Rights rights)
    {
        if (!thread.Process.Descriptors.GetHome(rights).Ok(out Container? container, out Errno error))
        {
            return error;
        }

        container.Segments ??= new SharedMemorySegments(container.Memory, Anonymous.Clock);
        return container.Segments;
    }
}
