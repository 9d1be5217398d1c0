using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Mappings (mmap(2), munmap(2), mprotect(2), mremap(2), brk(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint MapShared = 1;
    private const uint MapPrivate = 2;
    private const uint MapSharedValidate = 3;
    private const uint MapTypeMask = 15;
    private const uint MapFixed = 0x10;
    private const uint MapAnonymous = 0x20;
    private const uint MapGrowsDown = 0x100;
    private const uint MapLocked = 0x2000;
    private const uint MapPopulate = 0x8000;
    private const uint MapFixedNoReplace = 0x10_0000;
    private const uint MaySleepOnMove = 1;
    private const uint MoveFixed = 2;
    private const uint MoveKeepOld = 4;
    private const uint ProtectionMask = 7;
    private const uint GrowsFlags = 0x0300_0000;
    private const ulong InPage = PageNumber.Size - 1;

    private static CallResult MapMemory(Thread thread, ulong address, ulong length, uint protection, uint flags, int descriptor, ulong offset)
    {
        uint type = flags & MapTypeMask;
        if (length == 0 || (offset & InPage) != 0 || type is 0 or > MapSharedValidate)
        {
            return Errno.Invalid;
        }

        if (length > UserAddress.Limit)
        {
            return Errno.NoMemory;
        }

        ulong pages = (length + InPage) >> PageNumber.Shift;
        if (offset >> PageNumber.Shift > (long.MaxValue >> PageNumber.Shift) - pages)
        {
            return Errno.Overflow;
        }

        bool isFixed = (flags & (MapFixed | MapFixedNoReplace)) != 0;
        if (isFixed && (address & InPage) != 0)
        {
            return Errno.Invalid;
        }

        ref CallProgress progress = ref thread.BeginCall();
        if (progress.Step == 1)
        {
            return Populate(thread, progress.Value, pages, AccessOf(protection));
        }

        // What a mapping replaces is unmapped.
        Rights changes = (flags & MapFixed) != 0 ? Rights.Map | Rights.Unmap : Rights.Map;
        if (!thread.Process.GetMemory(changes).Ok(out ProgramMemory? memory, out Errno refused)
            || (refused = thread.Process.Descriptors.CheckPurse()) != Errno.None)
        {
            return refused;
        }

        Access access = AccessOf(protection);
        Access most = Access.All;
        RegionFlags region = (type == MapPrivate ? RegionFlags.None : RegionFlags.Shared)
            | ((flags & MapGrowsDown) != 0 ? RegionFlags.GrowsDown : RegionFlags.None)
            | ((flags & MapLocked) != 0 ? RegionFlags.Locked : RegionFlags.None);
        VmObject? shown = null;
        uint badge = 0;
        if ((flags & MapAnonymous) == 0)
        {
            refused = FindPages(thread, descriptor, access, region, out OpenFile? physical, out shown, out most);
            refused = refused != Errno.None ? refused
                : physical is null ? Attach(thread, memory, descriptor, most, region, out badge)
                : AttachPhysical(memory, physical, access, pages, ref offset, out shown, out most, out badge);
            if (refused != Errno.None)
            {
                return refused;
            }
        }

        AddressSpace space = memory.Space;
        Result<PageNumber> mapped = space.Map(new MapRequest
        {
            Pages = pages,
            Access = access,
            MaxAccess = most,
            Where = new PageNumber(isFixed ? address >> PageNumber.Shift : Hint(address)),
            Placement = (flags & MapFixedNoReplace) != 0 ? Placement.FixedNoReplace : isFixed ? Placement.Fixed : Placement.Hint,
            Object = shown,
            Offset = offset >> PageNumber.Shift,
            Flags = region,
            Badge = badge,
        });
        space.HasLostBadge |= badge != 0 && !mapped.IsOk;
        memory.Files.Settle();
        if (!mapped.Ok(out PageNumber start, out Errno error))
        {
            // A fixed place that no program may use: ENOMEM, as beyond the end of the address space.
            return error == Errno.Invalid && isFixed ? Errno.NoMemory : Repeat(thread, error);
        }

        if ((flags & (MapPopulate | MapLocked)) == 0)
        {
            return CallResult.Address(start.Address.Value);
        }

        progress.Step = 1;
        progress.Value = start.Address.Value;
        return Populate(thread, start.Address.Value, pages, access);
    }

    /// <summary>The pages of a descriptor's file, and what the capability allows ever to be done with a mapping of them (C-85).</summary>
    private static Errno FindPages(Thread thread, int descriptor, Access access, RegionFlags region, out OpenFile? physical, out VmObject? pages, out Access most)
    {
        physical = null;
        pages = null;
        most = Access.None;
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, Rights.None).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (!file.Inode.IsDirectory && file.Inode.Kind is InodeKind.Fifo or InodeKind.Socket)
        {
            return Errno.NoDevice;
        }

        // A private mapping that is written needs only to read the file.
        bool isWriting = (region & RegionFlags.Shared) != 0 && (access & Access.Write) != 0;
        bool isRunning = (access & Access.Execute) != 0;
        Rights needed = Rights.Map | Rights.Read | (isWriting ? Rights.Write : Rights.None) | (isRunning ? Rights.Execute : Rights.None);
        if (!descriptors.Get(descriptor, needed).Ok(out file, out error))
        {
            return error == Errno.BadDescriptor ? Errno.AccessDenied : error; // not opened for that (mmap(2))
        }

        if (file.Inode is PhysicalMemoryDevice)
        {
            physical = file;
            return (region & RegionFlags.Shared) != 0 && !isRunning ? Errno.None : Errno.Invalid;
        }

        if (!file.GetPages(access, region, out most).Ok(out pages, out error))
        {
            return error;
        }

        // mprotect may never allow what the capability does not, whatever the file was opened for.
        Rights held = descriptors.Space.RightsOf(descriptors.HandleOf(descriptor));
        bool isLent = (region & RegionFlags.Shared) != 0 && (held & Rights.Write) == 0;
        most = isLent ? most & ~Access.Write : most;
        most = (held & Rights.Execute) == 0 ? most & ~Access.Execute : most;
        return Errno.None;
    }

    /// <summary>Puts the mapping below the capability it is made with, so that it goes with that.</summary>
    private static Errno Attach(Thread thread, ProgramMemory memory, int descriptor, Access most, RegionFlags region, out uint badge)
    {
        badge = 0;
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, Rights.Map).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        // What a private mapping writes is the program's own.
        bool isWriting = (region & RegionFlags.Shared) != 0 && (most & Access.Write) != 0;
        CapabilityHandle handle = descriptors.HandleOf(descriptor);
        Rights rights = (Rights.Read | Rights.Execute | Rights.Map | (isWriting ? Rights.Write : Rights.None)) & descriptors.Space.RightsOf(handle);
        Result<uint> added = memory.Files.Add(descriptors.Space, handle, file, rights);
        return added.Ok(out badge, out error) ? Errno.None : error == Errno.QuotaExceeded ? Errno.NoMemory : error;
    }

    /// <summary>A part of /dev/mem: shown is the device's memory that the opener has a capability for, and the mapping goes with that.</summary>
    private static Errno AttachPhysical(
        ProgramMemory memory, OpenFile file, Access access, ulong pages, ref ulong offset, out VmObject? shown, out Access most, out uint badge)
    {
        (shown, most, badge) = (null, Access.None, 0);
        Rights needed = Rights.Map | Rights.Read | ((access & Access.Write) != 0 ? Rights.Write : Rights.None);
        if (!PhysicalMemoryDevice.Find(file, needed, offset, pages << PageNumber.Shift, out CapabilitySpace? opener, out CapabilityHandle handle, nameof(MapMemory))
            .Ok(out DeviceMemory? device, out Errno error)
            || !memory.Files.Add(opener!, handle, null, needed).Ok(out badge, out error))
        {
            return error == Errno.QuotaExceeded ? Errno.NoMemory : error;
        }

        shown = device.Pages;
        most = (needed & Rights.Write) != 0 ? Access.ReadWrite : Access.Read;
        offset -= device.First;
        return Errno.None;
    }

    /// <summary>Makes pages present now; what cannot be is left for the first access (mmap(2), MAP_POPULATE).</summary>
    private static CallResult Populate(Thread thread, ulong start, ulong pages, Access access)
    {
        Access needed = (access & Access.Write) != 0 ? Access.Write : Access.Read;
        if (access != Access.None)
        {
            FaultOutcome outcome = thread.Process.Memory!.Space.TryPopulate(
                PageRange.Of(new VirtualAddress(start).Page, pages), needed, ref thread.Progress.Copy);
            if (outcome.Verdict == FaultVerdict.NeedsIo)
            {
                FileOutcome waits = FileOutcome.FromCache(outcome);
                return Finish(thread, waits);
            }
        }

        return CallResult.Address(start);
    }

    private static CallResult ProtectMemory(Thread thread, ulong address, ulong length, uint protection)
    {
        if ((address & InPage) != 0 || (protection & ~(ProtectionMask | GrowsFlags)) != 0 || (protection & GrowsFlags) == GrowsFlags)
        {
            return Errno.Invalid;
        }

        if (length == 0)
        {
            return 0;
        }

        if (!TryMakeRange(address, length, out PageRange range))
        {
            return Errno.NoMemory;
        }

        return thread.Process.GetMemory(Rights.Protect).Ok(out ProgramMemory? memory, out Errno error)
            ? Repeat(thread, memory.Space.Protect(range, AccessOf(protection)))
            : error;
    }

    private static CallResult UnmapMemory(Thread thread, ulong address, ulong length)
    {
        if ((address & InPage) != 0 || length == 0 || !TryMakeRange(address, length, out PageRange range))
        {
            return Errno.Invalid;
        }

        if (!thread.Process.GetMemory(Rights.Unmap).Ok(out ProgramMemory? memory, out Errno error))
        {
            return error;
        }

        error = memory.Space.Unmap(range);
        memory.Files.Settle();
        return Repeat(thread, error);
    }

    /// <summary>A step of a long operation is done: others may go first, and the call is dispatched again.</summary>
    private static CallResult Repeat(Thread thread, Errno error)
    {
        if (error != Errno.Again)
        {
            return error;
        }

        thread.CallAgain();
        return CallResult.Deferred;
    }

    private static CallResult SetBreak(Thread thread, ulong address)
    {
        AddressSpace space = thread.Process.Memory!.Space;
        if (address != 0 && MayMoveBreak(thread.Process, space, address) && space.TrySetBreak(new VirtualAddress(address)) == Errno.Again)
        {
            thread.CallAgain();
            return CallResult.Deferred;
        }

        return CallResult.Address(space.Break.Value);
    }

    private static bool MayMoveBreak(Process process, AddressSpace space, ulong address)
    {
        bool isGrowing = address > space.Break.Value;
        return process.GetMemory(isGrowing ? Rights.Map : Rights.Unmap, nameof(SetBreak)).IsOk
            && (!isGrowing || process.Descriptors.CheckPurse(nameof(SetBreak)) == Errno.None);
    }

    private static CallResult RemapMemory(Thread thread, ulong address, ulong oldLength, ulong length, uint flags, ulong where)
    {
        if (!thread.Process.GetMemory(Rights.Map | Rights.Unmap).Ok(out ProgramMemory? memory, out Errno refused)
            || (refused = thread.Process.Descriptors.CheckPurse()) != Errno.None)
        {
            return refused;
        }

        bool isMoving = (flags & MoveFixed) != 0;
        if ((address & InPage) != 0 || (flags & ~(MaySleepOnMove | MoveFixed | MoveKeepOld)) != 0 || length == 0 || oldLength == 0
            || (flags & MoveKeepOld) != 0 || (isMoving && ((flags & MaySleepOnMove) == 0 || (where & InPage) != 0)))
        {
            return Errno.Invalid;
        }

        if (!TryMakeRange(address, oldLength, out PageRange old) || length > UserAddress.Limit)
        {
            return Errno.Invalid;
        }

        Placement placement = isMoving ? Placement.Fixed : (flags & MaySleepOnMove) != 0 ? Placement.Hint : Placement.FixedNoReplace;
        Result<PageNumber> moved = memory.Space.Remap(
            old, (length + InPage) >> PageNumber.Shift, placement, new PageNumber(where >> PageNumber.Shift));
        memory.Files.Settle();
        return moved.Ok(out PageNumber start, out Errno error) ? CallResult.Address(start.Address.Value) : Repeat(thread, error);
    }

    private static Access AccessOf(uint protection) => (Access)(protection & ProtectionMask);

    private static ulong Hint(ulong address) => address > UserAddress.Limit ? 0 : (address + InPage) >> PageNumber.Shift;

    /// <summary>The pages of a range of bytes; false when it ends beyond what a program may have.</summary>
    private static bool TryMakeRange(ulong address, ulong length, out PageRange range)
    {
        range = default;
        if (address > UserAddress.Limit || length > UserAddress.Limit - address)
        {
            return false;
        }

        range = PageRange.Of(new PageNumber(address >> PageNumber.Shift), (length + InPage) >> PageNumber.Shift);
        return true;
    }
}
