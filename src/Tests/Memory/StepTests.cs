using System;
using System.Collections.Generic;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>
/// What may take long is done in steps that have an end, and other things happen between them: architecture, "no step is long". The random
/// programs of <see cref="RandomMemoryTests"/> do the same with steps of a few pages.
/// </summary>
[TestFixture]
public sealed class StepTests
{
    private const ulong Base = 0x1000;
    private const ulong Elsewhere = 0x100_0000;
    private const ulong Tables = 150;

    [Test]
    public void What_reaches_over_many_tables_is_done_in_steps_with_the_same_arguments() // a step has an end: protect, map over, move and exit
    {
        using SimulatedMachine machine = new();
        AddressSpace space = Filled(machine, out PageRange all);
        Assert.That(Steps(machine, () => space.Protect(all, Access.Read)), Is.InRange(2, 5));
        for (ulong i = 0; i < Tables; i++)
        {
            Assert.That(machine.Write(space, Base + (i * 512), 0).Verdict, Is.EqualTo(FaultVerdict.AccessDenied));
            Assert.That(machine.MustRead(space, Base + (i * 512)), Is.EqualTo(i + 1));
        }

        Assert.That(space.RegionCount, Is.EqualTo(1), "the parts are one again");
        Assert.That(space.Protect(all, Access.Read), Is.EqualTo(Errno.None), "nothing is left to do");

        AddressSpace child = space.Fork(machine.Account).Expect("memory");
        Assert.That(Steps(machine, () => child.Map(SimulatedMachine.Anonymous(Base + 3, all.Count - 6)).Error), Is.InRange(2, 5));
        Assert.That(machine.MustRead(child, Base + 512), Is.Zero);
        Assert.That(machine.MustRead(child, Base), Is.EqualTo(1));

        Assert.That(Steps(machine, () => space.Remap(all, 10, Placement.Hint, default).Error), Is.InRange(2, 5));
        Assert.That(space.MappedPages, Is.EqualTo(10));
        Assert.That(Steps(machine, () => space.Remap(SimulatedMachine.Range(Base, 10), 10, Placement.Fixed, new PageNumber(Base + 512)).Error), Is.EqualTo(1));
        machine.Mmu.Activate(FrameNumber.None);
        Assert.That(Steps(machine, child.Destroy), Is.InRange(1, 5));
    }

    [Test]
    public void Many_regions_are_protected_in_steps()
    {
        const ulong Regions = 6000;
        using SimulatedMachine machine = new();
        AddressSpace space = Striped(machine, Regions);
        Assert.That(Steps(machine, () => space.Protect(SimulatedMachine.Range(Base, Regions), Access.Execute)), Is.InRange(2, 5));
        Assert.That(space.RegionCount, Is.EqualTo(1));
    }

    [Test]
    public void A_mapping_of_many_tables_moves_whole_and_nothing_shows_until_it_does() // C-36
    {
        using SimulatedMachine machine = new();
        AddressSpace space = Filled(machine, out PageRange all);
        int between = 0;
        int steps = Steps(machine, () => space.Remap(all, all.Count, Placement.Fixed, new PageNumber(Elsewhere)).Error, () =>
        {
            ulong page = (ulong)(between++ * 40) * 512;
            Assert.That(machine.MustRead(space, Base + page), Is.EqualTo((page / 512) + 1), "it is where it was");
            machine.MustWrite(space, Base + page + 1, 7);
        });
        Assert.That(steps, Is.InRange(3, 5));
        Assert.That(space.RegionCount, Is.EqualTo(1));
        for (ulong i = 0; i < Tables; i++)
        {
            Assert.That(machine.Read(space, Base + (i * 512), out _).Verdict, Is.EqualTo(FaultVerdict.NotMapped));
            Assert.That(machine.MustRead(space, Elsewhere + (i * 512)), Is.EqualTo(i + 1));
        }

        Assert.That(machine.MustRead(space, Elsewhere + 1), Is.EqualTo(7), "what was written between two steps moved along");
    }

    [Test]
    public void A_ceiling_over_many_tables_and_holes_comes_down_in_steps() // C-33, M-27
    {
        using SimulatedMachine machine = new();
        AddressSpace space = Filled(machine, out PageRange all);
        SimulatedMachine.Unmap(space, SimulatedMachine.Range(Base + 700, 1000));
        Assert.That(Steps(machine, () => space.Restrict(all, Access.Read)), Is.InRange(2, 5));
        Assert.That(space.RegionCount, Is.EqualTo(2), "the parts are one again");
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(1));
        Assert.That(machine.Write(space, Base + (149 * 512), 0).Verdict, Is.EqualTo(FaultVerdict.AccessDenied));
        Assert.That(space.Protect(SimulatedMachine.Range(Base + (149 * 512), 1), Access.ReadWrite), Is.EqualTo(Errno.AccessDenied));
        Assert.That(space.Restrict(all, Access.Read), Is.EqualTo(Errno.None), "nothing is left to do");
    }

    [Test]
    public void Many_regions_are_locked_and_unlocked_in_steps()
    {
        const ulong Regions = 6000;
        using SimulatedMachine machine = new();
        AddressSpace space = Striped(machine, Regions);
        Assert.That(Steps(machine, () => space.Lock(SimulatedMachine.Range(Base, Regions))), Is.EqualTo(2));
        Assert.That(Steps(machine, space.UnlockAll), Is.EqualTo(2));
        Assert.That(Steps(machine, space.LockAll), Is.EqualTo(2));
        for (ulong i = 0; i < Regions; i += 100)
        {
            Progress progress = default;
            Assert.That(space.Advise(SimulatedMachine.Range(Base + i, 1), Advice.DontNeed, ref progress), Is.EqualTo(Errno.Invalid), "it is locked");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Many_pages_are_discarded_in_steps_and_what_is_written_behind_stays(bool isShadow)
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Filled(machine, out PageRange all);
        AddressSpace space = isShadow ? parent.Fork(machine.Account).Expect("memory") : parent;
        Progress progress = default;
        int steps = Steps(machine, () => space.Advise(all, Advice.DontNeed, ref progress), () => machine.MustWrite(space, Base, 99));
        Assert.That(steps, Is.InRange(2, 5));
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(99), "that page was done");
        for (ulong i = 1; i < Tables; i++)
        {
            Assert.That(machine.MustRead(space, Base + (i * 512)), Is.Zero);
            Assert.That(!isShadow || machine.MustRead(parent, Base + (i * 512)) == i + 1);
        }
    }

    [Test]
    public void Pages_that_no_table_shows_are_discarded_in_steps()
    {
        const ulong Pages = 1000;
        using SimulatedMachine machine = new(stepPages: 64);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, Pages)).Expect("it maps");
        for (ulong i = 0; i < Pages; i++)
        {
            machine.MustWrite(space, Base + i, 1);
        }

        Result<PageNumber> moved;
        while ((moved = space.Remap(SimulatedMachine.Range(Base, Pages), Pages, Placement.Fixed, new PageNumber(Elsewhere))).Error == Errno.Again)
        {
        }

        Progress progress = default;
        Assert.That(Steps(machine, () => space.Advise(SimulatedMachine.Range(Elsewhere, Pages), Advice.DontNeed, ref progress)), Is.GreaterThan(1));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1), "only the zero page is left");
    }

    [Test]
    public void Advice_on_a_huge_file_has_an_end_each_time()
    {
        using SimulatedMachine machine = new(frames: 8192);
        SimulatedPager pager = new(machine.Memory);
        VmObject file = machine.Memory.CreatePaged(pager, 1UL << 40, machine.Account);
        AddressSpace space = machine.NewSpace();
        PageRange all = SimulatedMachine.Range(Base, 1 << 28);
        space.Map(SimulatedMachine.Mapping(Base, all.Count, file, 0, RegionFlags.Shared)).Expect("it maps");
        Progress progress = default;
        Assert.That(space.Advise(all, Advice.WillNeed, ref progress), Is.EqualTo(Errno.Again));
        Assert.That(pager.PendingCount, Is.InRange(100, 1000));
        Assert.That(progress.Done, Is.InRange(100, 1000));
        pager.Complete();
        progress = default;
        Assert.That(space.Advise(all, Advice.Cold, ref progress), Is.EqualTo(Errno.None), "only what is cached is looked at");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_file_is_cut_in_steps_and_nothing_beyond_comes_back(bool diesMeanwhile) // C-23, S-20
    {
        const ulong Pages = 2000;
        Waiters waiters = new();
        using SimulatedMachine machine = new(frames: 8192, stepPages: 256, waiters: waiters);
        SimulatedPager pager = new(machine.Memory) { IsImmediate = true };
        VmObject file = machine.Memory.CreatePaged(pager, Pages << 12, machine.Account);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, Pages, file, 0, RegionFlags.Shared)).Expect("it maps");
        for (ulong i = 0; i < Pages; i++)
        {
            machine.MustWrite(space, Base + i, i);
        }

        file.Resize(100);
        Assert.That(file.IsCutting);
        Assert.That(file.TryFindDirty(new PageNumber(1), out _), Is.False, "what is beyond is never written");
        Assert.That(machine.Read(space, Base + 1, out _).Verdict, Is.EqualTo(FaultVerdict.BeyondEnd));
        waiters.Woken.Clear();
        if (diesMeanwhile)
        {
            SimulatedMachine.Unmap(space, SimulatedMachine.Range(Base, Pages));
            file.Release();
        }

        int steps = 0;
        while (!machine.Memory.Work())
        {
            steps++;
            machine.Sweep();
        }

        Assert.That(steps, Is.InRange(3, 20));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(diesMeanwhile ? 1 : 2));
        Assert.That(file.DirtyCount, Is.EqualTo(diesMeanwhile ? 0 : 1));
        Assert.That(waiters.Woken, Does.Contain((file.Index, 0UL)));
        if (!diesMeanwhile)
        {
            Assert.That(file.IsCutting, Is.False);
            file.Resize(Pages << 12);
            Assert.That(machine.MustRead(space, Base + Pages - 1), Is.Zero);
        }

        machine.Sweep();
    }

    [Test]
    public void Shared_memory_that_is_being_cut_shows_nothing_beyond_its_end()
    {
        using SimulatedMachine machine = new(stepPages: 16);
        VmObject shared = machine.Memory.CreateShared(100, machine.Account);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 100, shared, 0, RegionFlags.Shared)).Expect("it maps");
        for (ulong i = 0; i < 100; i++)
        {
            machine.MustWrite(space, Base + i, 1);
        }

        shared.Resize(1 << 12);
        space.Unmap(SimulatedMachine.Range(Base + 50, 50));
        space.Map(SimulatedMachine.Mapping(Base + 50, 50, shared, 50, RegionFlags.Shared)).Expect("it maps again");
        Assert.That(machine.Read(space, Base + 99, out _).Verdict, Is.EqualTo(FaultVerdict.BeyondEnd));
        machine.Settle();
        Assert.That(shared.PageCount, Is.EqualTo(1));
        machine.Sweep();
    }

    [Test]
    public void An_object_that_died_with_dirty_pages_is_used_again_without_them()
    {
        using SimulatedMachine machine = new();
        SimulatedPager pager = new(machine.Memory) { IsImmediate = true };
        AddressSpace space = machine.NewSpace();
        for (int i = 0; i < 20; i++)
        {
            VmObject file = machine.Memory.CreatePaged(pager, 4 << 12, machine.Account);
            Assert.That(file.DirtyCount, Is.Zero, $"life {i}");
            space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.Shared)).Expect("it maps");
            machine.MustWrite(space, Base, 1);
            file.Release();
            SimulatedMachine.Unmap(space, SimulatedMachine.Range(Base, 4));
            machine.Settle();
        }
    }

    private static AddressSpace Filled(SimulatedMachine machine, out PageRange all)
    {
        AddressSpace space = machine.NewSpace();
        all = SimulatedMachine.Range(Base, Tables * 512);
        space.Map(SimulatedMachine.Anonymous(Base, all.Count)).Expect("it maps");
        for (ulong i = 0; i < Tables; i++)
        {
            machine.MustWrite(space, Base + (i * 512), i + 1);
        }

        return space;
    }

    private static AddressSpace Striped(SimulatedMachine machine, ulong regions)
    {
        AddressSpace space = machine.NewSpace();
        for (ulong i = 0; i < regions; i++)
        {
            space.Map(SimulatedMachine.Anonymous(Base + i, 1, i % 2 == 0 ? Access.Read : Access.ReadWrite)).Expect("it maps");
        }

        return space;
    }

    /// <summary>Repeats an operation until it is done; everything adds up after each step.</summary>
    /// <returns>How many steps it took.</returns>
    private static int Steps(SimulatedMachine machine, Func<Errno> operation, Action? between = null)
    {
        int steps = 0;
        Errno error;
        while ((error = operation()) == Errno.Again)
        {
            machine.Sweep($"after step {++steps}");
            between?.Invoke();
        }

        machine.Sweep($"after the last step, {++steps}");
        Assert.That(error, Is.EqualTo(Errno.None));
        return steps;
    }

    private sealed class Waiters : IPageWaiters
    {
        public HashSet<(uint Object, ulong Page)> Woken { get; } = [];

        public void Wake(VmObject source, PageNumber page) => Woken.Add((source.Index, page.Value));
    }
}
