using System;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>Files, pagers, shared memory, and the kernel's copies: C-04, C-08, C-15, C-20, C-23, C-26, C-41, M-20 to M-23, M-45 to M-50, S-14, S-15, S-21.</summary>
[TestFixture]
public sealed class ObjectTests
{
    private const ulong Base = 0x1000;

    [Test]
    public void A_private_write_never_reaches_the_file() // M-23, S-14
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        machine.MustWrite(space, Base, 1);
        Assert.That(machine.MustRead(space, Base + 1), Is.EqualTo(101), "page 1 comes from the file, behind the shadow (C-08)");
        Assert.That(machine.Memory.Frames.Memory.Word(file.FindPage(default), 0), Is.EqualTo(100));
        Assert.That(file.DirtyCount, Is.Zero);
        Assert.That(pager.Requests, Is.EqualTo(2));
        machine.Sweep();
    }

    [Test]
    public void All_mappers_of_a_file_see_one_frame_and_it_is_read_once() // S-15
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4);
        AddressSpace[] spaces = [machine.NewSpace(), machine.NewSpace(), machine.NewSpace()];
        foreach (AddressSpace space in spaces)
        {
            space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, space == spaces[0] ? RegionFlags.Shared : RegionFlags.None, Access.Read)).Expect("it maps");
            Assert.That(machine.MustRead(space, Base + 2), Is.EqualTo(102));
        }

        Assert.That(spaces.Select(space => space.FrameAt(new PageNumber(Base + 2))), Is.All.EqualTo(file.FindPage(new PageNumber(2))));
        Assert.That(pager.Requests, Is.EqualTo(1));
        machine.Sweep();
    }

    [Test]
    public void Faults_on_one_page_ask_its_pager_once() // C-06, C-20, M-18, seed bug 38
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        AddressSpace other = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        other.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.Shared)).Expect("it maps");
        for (int i = 0; i < 3; i++)
        {
            FaultOutcome outcome = space.Fault(new PageNumber(Base).Address, Access.Read);
            Assert.That((outcome.Verdict, outcome.Object, outcome.Page.Value), Is.EqualTo((FaultVerdict.NeedsIo, file.Index, 0UL)));
            Assert.That(other.Fault(new PageNumber(Base).Address, Access.Write).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
        }

        Assert.That(pager.Requests, Is.EqualTo(1));
        pager.Complete();
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(100));
        machine.Sweep();
    }

    [Test]
    public void A_page_supplied_after_a_truncation_is_dropped() // M-46: the world changed while it was read
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        Assert.That(space.Fault(new PageNumber(Base + 3).Address, Access.Read).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
        file.Resize(1 << 12);
        pager.Complete();
        Assert.That(file.PageCount, Is.Zero);
        Assert.That(space.Fault(new PageNumber(Base + 3).Address, Access.Read).Verdict, Is.EqualTo(FaultVerdict.BeyondEnd));
        machine.Sweep();
    }

    [Test]
    public void An_object_that_dies_while_its_pager_works_waits_for_the_answer() // M-45: the process may have died meanwhile
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        _ = space.Fault(new PageNumber(Base).Address, Access.Read);
        _ = space.Fault(new PageNumber(Base + 1).Address, Access.Read);
        file.Release();
        machine.Exit(space);
        Assert.That((pager.Releases, machine.Memory.HasWork), Is.EqualTo((0, false)));
        pager.Complete();
        machine.Settle();
        Assert.That(pager.Releases, Is.EqualTo(1));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1));
        machine.Sweep();
    }

    [Test]
    public void A_failed_read_is_told_once_and_then_tried_again() // S-14, M-46
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        _ = space.Fault(new PageNumber(Base).Address, Access.Read);
        pager.FailAll(Errno.InputOutput);
        FaultOutcome told = space.Fault(new PageNumber(Base).Address, Access.Read);
        Assert.That((told.Verdict, told.Error), Is.EqualTo((FaultVerdict.PagerFailed, Errno.InputOutput)));
        Assert.That(space.Fault(new PageNumber(Base).Address, Access.Read).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
        pager.Complete();
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(100));
        machine.Sweep();
    }

    [Test]
    public void A_write_during_the_write_back_makes_the_page_dirty_again() // C-26
    {
        using SimulatedMachine machine = new();
        (VmObject file, _) = File(machine, 4);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.Shared)).Expect("it maps");
        machine.MustWrite(space, Base, 1);
        Assert.That(file.DirtyCount, Is.EqualTo(1));
        FrameNumber frame = file.BeginClean(default);
        Assert.That(file.BeginClean(default).IsNone, Is.True, "one write-back at a time");
        machine.MustWrite(space, Base, 2);
        file.EndClean(default, frame, Errno.None);
        Assert.That(file.DirtyCount, Is.EqualTo(1));
        frame = file.BeginClean(default);
        file.EndClean(default, frame, Errno.InputOutput);
        Assert.That(file.DirtyCount, Is.EqualTo(1), "a failed write-back cleans nothing");
        machine.Sweep();
    }

    [Test]
    public void Shrinking_clears_the_rest_of_the_last_page() // C-23, seed bug 37
    {
        using SimulatedMachine machine = new();
        (VmObject file, _) = File(machine, 4);
        FrameNumber frame = FrameOf(file, 1);
        machine.Memory.Frames.Memory.Page(frame).Fill(0xee);
        file.Resize(4096 + 100);
        Assert.That(machine.Memory.Frames.Memory.Page(frame)[..100].ToArray(), Is.All.EqualTo(0xee));
        Assert.That(machine.Memory.Frames.Memory.Page(frame)[100..].ToArray(), Is.All.Zero);
        machine.Sweep();
    }

    [Test]
    public void A_file_outlives_its_name_while_it_is_mapped_and_its_pages_go_with_the_last_mapping() // C-04
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        file.Release();
        machine.Settle();
        machine.MustWrite(space, Base + 1, 3);
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(100));
        Assert.That(pager.Releases, Is.Zero);
        SimulatedMachine.Unmap(space, SimulatedMachine.Range(Base, 4));
        machine.Settle();
        Assert.That(pager.Releases, Is.EqualTo(1));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1));
        machine.Sweep();
    }

    [Test]
    public void Shared_memory_outlives_the_one_who_made_it() // M-22, C-43
    {
        using SimulatedMachine machine = new();
        VmObject shared = machine.Memory.CreateShared(4, machine.Account);
        AddressSpace first = machine.NewSpace();
        AddressSpace second = machine.NewSpace();
        first.Map(SimulatedMachine.Mapping(Base, 4, shared, 0, RegionFlags.Shared)).Expect("it maps");
        second.Map(SimulatedMachine.Mapping(Base + 50, 4, shared, 0, RegionFlags.Shared)).Expect("it maps");
        shared.Release();
        machine.MustWrite(first, Base + 1, 9);
        machine.Exit(first);
        Assert.That(machine.MustRead(second, Base + 51), Is.EqualTo(9));
        machine.Exit(second);
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1));
        machine.Sweep();
    }

    [Test]
    public void Contiguous_memory_is_contiguous_zero_and_there_from_the_start() // M-20
    {
        using SimulatedMachine machine = new();
        VmObject run = machine.Memory.CreateContiguous(16, 16, new FrameNumber(1024), machine.Account).Expect("memory");
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 16, run, 0, RegionFlags.Shared)).Expect("it maps");
        FrameNumber first = run.FindPage(default);
        Assert.That(first.Value % 16, Is.Zero);
        for (ulong i = 0; i < 16; i++)
        {
            machine.MustWrite(space, Base + i, i);
            Assert.That(space.FrameAt(new PageNumber(Base + i)), Is.EqualTo(first + i));
        }

        Assert.That(machine.Memory.CreateContiguous(5000, 1, default, machine.Account).Error, Is.EqualTo(Errno.NoMemory));
        machine.Sweep();
    }

    [Test]
    public void Memory_that_was_freed_shows_nothing_of_its_last_owner() // M-28
    {
        using SimulatedMachine machine = new(frames: 256);
        AddressSpace secret = machine.NewSpace();
        secret.Map(SimulatedMachine.Anonymous(Base, 100)).Expect("it maps");
        for (ulong i = 0; i < 100; i++)
        {
            machine.MustWrite(secret, Base + i, 0x5ec2e7);
        }

        machine.Exit(secret);
        AddressSpace next = machine.NewSpace();
        next.Map(SimulatedMachine.Anonymous(Base, 100)).Expect("it maps");
        for (ulong i = 0; i < 100; i++)
        {
            machine.MustWrite(next, Base + i, 1);
            Assert.That(machine.Memory.Frames.Memory.Page(next.FrameAt(new PageNumber(Base + i)))[8..].ToArray(), Is.All.Zero);
        }
    }

    [Test]
    public void A_copy_crosses_pages_regions_and_missing_pages() // C-41, M-49, S-21, seed bug 26
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, 2)).Expect("it maps");
        space.Map(SimulatedMachine.Mapping(Base + 2, 2, file, 0, RegionFlags.None)).Expect("it maps");
        byte[] sent = [.. Enumerable.Range(0, 12_000).Select(i => (byte)(i % 251))];
        Progress progress = default;
        VirtualAddress to = new((Base << 12) + 123);
        FaultOutcome outcome;
        int waits = 0;
        while ((outcome = space.TryCopyOut(to, sent, ref progress)).Verdict == FaultVerdict.NeedsIo)
        {
            waits++;
            Assert.That(progress.Done, Is.EqualTo(8192 - 123 + ((ulong)(waits - 1) * 4096)), "it resumes where it stopped");
            pager.Complete();
        }

        Assert.That(outcome.Verdict, Is.EqualTo(FaultVerdict.Continue));
        byte[] received = new byte[12_000];
        progress = default;
        Assert.That(space.TryCopyIn(to, received, ref progress).Verdict, Is.EqualTo(FaultVerdict.Continue));
        Assert.That(received, Is.EqualTo(sent));
        machine.Sweep();
    }

    [Test]
    public void A_copy_from_read_only_memory_faults_for_reading_only() // M-50, seed bug 27
    {
        using SimulatedMachine machine = new();
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, 1, Access.Read)).Expect("it maps");
        byte[] bytes = new byte[16];
        Progress progress = default;
        Assert.That(space.TryCopyIn(new PageNumber(Base).Address, bytes, ref progress).Verdict, Is.EqualTo(FaultVerdict.Continue));
        progress = default;
        Assert.That(space.TryCopyOut(new PageNumber(Base).Address, bytes, ref progress).Verdict, Is.EqualTo(FaultVerdict.AccessDenied));
        progress = default;
        Assert.That(space.TryCopyIn(new VirtualAddress(((Base + 1) << 12) - 8), bytes, ref progress).Verdict, Is.EqualTo(FaultVerdict.NotMapped));
        Assert.That(progress.Done, Is.EqualTo(8), "the part before the hole was copied");
        progress = default;
        Assert.That(space.TryCopyIn(new VirtualAddress(ulong.MaxValue - 7), bytes, ref progress).Verdict, Is.EqualTo(FaultVerdict.NotMapped), "an address that wraps");
    }

    [TestCase(0ul)]
    [TestCase(4080ul)]
    [TestCase(4081ul)]
    [TestCase(4095ul)]
    public void Two_words_reach_the_program_wherever_they_lie(ulong offset) // S-21, M-49
    {
        using SimulatedMachine machine = new();
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, 2)).Expect("it maps");
        space.Map(SimulatedMachine.Anonymous(Base + 2, 1, Access.Read)).Expect("it maps");
        VirtualAddress to = new((Base << 12) + offset);
        byte[] received = new byte[16];
        foreach (ulong first in (ulong[])[1, 2]) // missing pages, then present ones
        {
            Assert.That(space.TryCopyOut(to, first, ulong.MaxValue).IsContinue, Is.True);
            Assert.That(space.TryCopyIn(to, received).IsContinue, Is.True);
            Assert.That((BitConverter.ToUInt64(received), BitConverter.ToUInt64(received, 8)), Is.EqualTo((first, ulong.MaxValue)));
        }

        Assert.That(space.TryCopyOut(new VirtualAddress(((Base + 2) << 12) + (offset & 0xff0)), 1, 2).Verdict, Is.EqualTo(FaultVerdict.AccessDenied));
        Assert.That(space.TryCopyOut(new VirtualAddress(ulong.MaxValue - 7), 1, 2).Verdict, Is.EqualTo(FaultVerdict.NotMapped));
        machine.Sweep();
    }

    [Test]
    public void All_copies_between_offsets_agree() // C-24, seed bug 7: source and destination offsets advance on their own
    {
        using SimulatedMachine machine = new();
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, 4)).Expect("it maps");
        foreach (int offset in (int[])[0, 1, 7, 4095, 4096, 5000])
        {
            foreach (int length in (int[])[0, 1, 8, 4095, 4096, 4097, 8200])
            {
                byte[] sent = [.. Enumerable.Range(offset, length).Select(i => (byte)((i * 31) & 0xff))];
                Progress progress = default;
                Assert.That(space.TryCopyOut(new VirtualAddress((Base << 12) + (ulong)offset), sent, ref progress).IsContinue, Is.True);
                byte[] received = new byte[length];
                progress = default;
                Assert.That(space.TryCopyIn(new VirtualAddress((Base << 12) + (ulong)offset), received, ref progress).IsContinue, Is.True);
                Assert.That(received, Is.EqualTo(sent));
            }
        }
    }

    [Test]
    public void Populating_resumes_after_each_wait() // C-19
    {
        using SimulatedMachine machine = new();
        (VmObject file, SimulatedPager pager) = File(machine, 4, immediate: false);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        Progress progress = default;
        for (ulong i = 0; i < 4; i++)
        {
            Assert.That(space.TryPopulate(SimulatedMachine.Range(Base, 4), Access.Write, ref progress).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
            Assert.That(progress.Done, Is.EqualTo(i));
            pager.Complete();
        }

        Assert.That(space.TryPopulate(SimulatedMachine.Range(Base, 4), Access.Write, ref progress).IsContinue, Is.True);
        ulong faults = machine.Memory.Counters.Faults;
        progress = default;
        Assert.That(space.TryPopulate(SimulatedMachine.Range(Base, 4), Access.Read, ref progress).IsContinue, Is.True);
        machine.MustWrite(space, Base, 1);
        Assert.That(machine.Memory.Counters.Faults, Is.EqualTo(faults), "populating for reading did not take the right to write");
    }

    [Test]
    public void The_kernels_half_is_the_same_everywhere_and_outlives_every_space() // S-05, seed bug 29
    {
        using SimulatedMemory bytes = new(256);
        FrameNumber template = bytes.Frames.AllocateZero(FrameUse.Kernel, FrameOwner.None);
        for (int i = UserAddress.RootEntries; i < 512; i++)
        {
            bytes.Memory.Word(template, i) = ((ulong)i << 12) | PageTableEntry.Present;
        }

        VirtualMemory memory = new(bytes.Frames, new SimulatedMmu(bytes.Memory), new KernelHalf(bytes.Memory, template), new FrameAccount(ulong.MaxValue), null);
        Sweeper sweeper = new(memory);
        for (int i = 0; i < 1000; i++)
        {
            AddressSpace space = AddressSpace.Create(memory, memory.Account).Expect("memory");
            Assert.That(bytes.Memory.Word(space.Root, 511), Is.EqualTo((511UL << 12) | PageTableEntry.Present));
            Assert.That(i % 100 == 0 ? sweeper.Check() : null, Is.Null);
            Assert.That(space.Destroy(), Is.EqualTo(Errno.None));
        }

        Assert.That(bytes.Memory.Word(template, 300), Is.EqualTo((300UL << 12) | PageTableEntry.Present));
    }

    private static (VmObject File, SimulatedPager Pager) File(SimulatedMachine machine, ulong pages, bool immediate = true)
    {
        SimulatedPager pager = new(machine.Memory) { IsImmediate = immediate };
        for (ulong i = 0; i < pages; i++)
        {
            pager.Stored[i] = 100 + i;
        }

        return (machine.Memory.CreatePaged(pager, pages << 12, machine.Account), pager);
    }

    private static FrameNumber FrameOf(VmObject file, ulong page)
    {
        Assert.That(file.TryGetPage(new PageNumber(page), out FrameNumber frame).IsContinue, Is.True);
        return frame;
    }
}
