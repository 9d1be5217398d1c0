using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Mapping segments, the stack and the vDSO. Text is mapped from the page cache, so that all who run a program share it.</remarks>
public sealed partial class ProgramLoader
{
    private const int CommandBytes = 15;

    private static readonly byte[] s_zeroes = new byte[PageNumber.Size];

    private FileOutcome TryMakeMemory(Process process, Plan plan)
    {
        Container container = process.Container;
        FrameAccount account = new(ulong.MaxValue, container.Account, process.Descriptors.Space.Quota);
        if (!AddressSpace.Create(container.Memory, account).Ok(out AddressSpace? space, out Errno error))
        {
            return error;
        }

        ReadOnlySpan<byte> path = plan.Request.Path;
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        plan.Memory = new ProgramMemory(space, account, new MappedFiles(container.Capabilities, space), container.Scheduler.Reaper)
        {
            Name = name[..Math.Min(name.Length, CommandBytes)].ToArray(),
            StackTop = placer.StackTop().Address,
        };
        PageNumber top = new(plan.Memory.StackTop.Value >> PageNumber.Shift);
        space.MappingTop = placer.MappingTop(top);
        space.GrowthLimit = Placer.StackPages;
        return Map(space, new MapRequest
        {
            Pages = InitialStackPages,
            Access = StackAccess(plan.Image!),
            MaxAccess = Access.All,
            Where = top - InitialStackPages,
            Placement = Placement.FixedNoReplace,
            Flags = RegionFlags.GrowsDown,
        });
    }

    private static Access StackAccess(ElfImage image)
    {
        foreach (ElfSegment segment in image.Segments)
        {
            if (segment.Type == ElfSegment.Stack)
            {
                return segment.Access | Access.ReadWrite;
            }
        }

        return Access.ReadWrite;
    }

    /// <summary>
    /// Maps the segments; those of a movable image somewhere, together. They are below the capability by whose authority the file was found: when
    /// that is revoked, they are gone, and the program's next instruction faults.
    /// </summary>
    /// <param name="process">Who will run it.</param>
    /// <param name="plan">What has been built so far.</param>
    /// <param name="image">What the file says.</param>
    /// <param name="opened">The file.</param>
    /// <param name="moved">What is to be added to the image's own addresses.</param>
    private FileOutcome TryMap(Process process, Plan plan, ElfImage image, OpenFile opened, out ulong moved)
    {
        moved = 0;
        AddressSpace space = plan.Memory!.Space;
        Inode file = opened.Inode;
        if (file.Pages is null)
        {
            return Errno.NoDevice;
        }

        bool isOwn = opened.Through == CapabilityHandle.None;
        CapabilitySpace from = isOwn || plan.Request.Lender is null ? process.Descriptors.Space : plan.Request.Lender;
        CapabilityHandle authority = isOwn ? process.Descriptors.Root : opened.Through;
        if (!plan.Memory.Files.AddReached(from, authority, opened, opened.Rights).Ok(out uint badge, out Errno refused))
        {
            return refused == Errno.QuotaExceeded ? Errno.NoMemory : refused == Errno.BadDescriptor ? Errno.CapabilityMode : refused;
        }

        if (image.IsMovable)
        {
            ulong pages = (image.End - image.Start) >> PageNumber.Shift;
            bool isMain = space.RegionCount <= 1;
            Result<PageNumber> place = space.Map(new MapRequest
            {
                Pages = pages,
                Access = Access.None,
                MaxAccess = Access.All,
                Where = isMain ? placer.ProgramBase() : new PageNumber(0),
            });
            if (!place.Ok(out PageNumber start, out Errno error))
            {
                return error;
            }

            moved = unchecked(start.Address.Value - image.Start); // added again modulo 2^64
        }

        foreach (ElfSegment segment in image.Segments)
        {
            if (segment.Type != ElfSegment.Load || segment.MemorySize == 0)
            {
                continue;
            }

            FileOutcome outcome = TryMap(space, in segment, file, badge, moved);
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }

    private static FileOutcome TryMap(AddressSpace space, in ElfSegment segment, Inode file, uint badge, ulong moved)
    {
        PageNumber first = new(unchecked((segment.Address + moved) >> PageNumber.Shift));
        ulong filePages = segment.FileEndPage - segment.FirstPage;
        ulong allPages = segment.EndPage - segment.FirstPage;
        FileOutcome outcome = filePages == 0 ? FileOutcome.Done : Map(space, new MapRequest
        {
            Pages = filePages,
            Access = segment.Access,
            MaxAccess = Access.All,
            Where = first,
            Placement = Placement.Fixed,
            Object = file.Pages,
            Offset = segment.Offset >> PageNumber.Shift,
            Badge = badge,
        });
        outcome = outcome.IsDone && allPages > filePages
            ? Map(space, new MapRequest
            {
                Pages = allPages - filePages,
                Access = segment.Access,
                MaxAccess = Access.All,
                Where = first + filePages,
                Placement = Placement.Fixed,
            })
            : outcome;
        return outcome.IsDone && segment.MemorySize > segment.FileSize && filePages != 0 ? TryClearTail(space, in segment, moved) : outcome;
    }

    /// <summary>What follows the file's bytes in their last page is zero in memory.</summary>
    private static FileOutcome TryClearTail(AddressSpace space, in ElfSegment segment, ulong moved)
    {
        ulong from = unchecked(segment.Address + moved + segment.FileSize);
        int length = (int)((PageNumber.Size - (from & (PageNumber.Size - 1))) & (PageNumber.Size - 1));
        if (length == 0 || (segment.Access & Access.Write) == 0)
        {
            return FileOutcome.Done;
        }

        Memory.Progress progress = default;
        return FileOutcome.FromProgram(space.TryCopyOut(new VirtualAddress(from), s_zeroes.AsSpan(0, length), ref progress));
    }

    /// <summary>Maps the page that the clock is read from, below the capability for the clock: when that is revoked, the page is gone. Who may not read it gets none.</summary>
    private FileOutcome TryMapVdso(Process process, Plan plan)
    {
        DescriptorTable descriptors = process.Descriptors;
        CapabilityHandle clock = descriptors.HandleOf(WellKnown.Clock);
        if (placer.Vdso is not { } vdso || (descriptors.Space.RightsOf(clock) & Rights.Read) == 0)
        {
            return FileOutcome.Done;
        }

        if (!plan.Memory!.Files.Add(descriptors.Space, clock, null, Rights.Read).Ok(out uint badge, out Errno refused))
        {
            return refused == Errno.QuotaExceeded ? Errno.NoMemory : refused;
        }

        AddressSpace space = plan.Memory.Space;
        Result<PageNumber> data = space.Map(new MapRequest
        {
            Pages = vdso.Size >> PageNumber.Shift,
            Access = Access.Read | Access.Execute,
            MaxAccess = Access.Read | Access.Execute,
            Object = vdso,
            Badge = badge,
        });
        plan.Memory.Vdso = data.IsOk ? data.Expect("it was mapped").Address.Value + PageNumber.Size : 0; // behind the page of numbers
        return data.Error;
    }

    private static FileOutcome Map(AddressSpace space, in MapRequest request) => space.Map(in request).Error;
}
