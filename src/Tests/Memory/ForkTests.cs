using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>Fork, shadows and their end: C-07, C-10 to C-14, M-25, M-33, S-11, S-12, and the rules of leaf-table sharing.</summary>
[TestFixture]
public sealed class ForkTests
{
    private const ulong Base = 0x1000;

    [Test]
    public void The_parent_may_write_first_and_the_child_still_reads_the_old_value() // C-11
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 4);
        AddressSpace child = Fork(machine, parent);
        machine.MustWrite(parent, Base, 99);
        Assert.That(machine.MustRead(child, Base), Is.EqualTo(1));
        Assert.That(machine.MustRead(parent, Base), Is.EqualTo(99));
        machine.Sweep();
    }

    [Test]
    public void The_child_may_write_first_and_the_parent_still_reads_the_old_value() // C-11
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 4);
        AddressSpace child = Fork(machine, parent);
        machine.MustWrite(child, Base, 99);
        Assert.That(machine.MustRead(parent, Base), Is.EqualTo(1));
        machine.MustWrite(parent, Base, 98);
        Assert.That((machine.MustRead(parent, Base), machine.MustRead(child, Base)), Is.EqualTo((98UL, 99UL)));
        machine.Sweep();
    }

    [Test]
    public void The_parent_writes_while_the_childs_table_is_still_shared() // rule 2
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 4);
        AddressSpace child = Fork(machine, parent);
        AddressSpace grandchild = Fork(machine, child);
        Assert.That(machine.Memory.Counters.LeafTablesShared, Is.EqualTo(2));
        machine.MustWrite(parent, Base + 1, 77);
        Assert.That(machine.MustRead(child, Base + 1), Is.EqualTo(2));
        Assert.That(machine.MustRead(grandchild, Base + 1), Is.EqualTo(2));
        machine.MustWrite(grandchild, Base + 1, 55);
        Assert.That(machine.MustRead(child, Base + 1), Is.EqualTo(2));
        machine.Sweep();
    }

    [Test]
    public void Equal_page_counts_do_not_hide_a_page() // C-12: {write page 1; fork; write page 0} lost page 1
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = machine.NewSpace();
        parent.Map(SimulatedMachine.Anonymous(Base, 2)).Expect("it maps");
        machine.MustWrite(parent, Base + 1, 11);
        AddressSpace child = Fork(machine, parent);
        machine.MustWrite(parent, Base, 10);
        Assert.That(machine.MustRead(parent, Base + 1), Is.EqualTo(11));
        Assert.That(machine.MustRead(child, Base), Is.Zero);
        Assert.That(machine.Memory.Counters.Bypasses, Is.Zero);
        machine.Sweep();
    }

    [Test]
    public void A_shadow_that_hides_everything_behind_it_lets_go_of_it() // C-12
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 3);
        AddressSpace child = Fork(machine, parent);
        for (ulong i = 0; i < 3; i++)
        {
            machine.MustWrite(parent, Base + i, 50 + i);
        }

        Assert.That(machine.Memory.Counters.Bypasses, Is.EqualTo(1));
        Assert.That(Depth(parent), Is.EqualTo(1));
        Assert.That(machine.MustRead(child, Base + 2), Is.EqualTo(3));
        machine.Sweep();
    }

    [Test]
    public void When_the_child_exits_the_parents_chain_is_one_again() // C-13
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 8);
        ulong free = machine.FreeFrames;
        AddressSpace child = Fork(machine, parent);
        machine.MustWrite(parent, Base, 5);
        Assert.That(Depth(parent), Is.EqualTo(2));
        machine.Exit(child);
        Assert.That(Depth(parent), Is.EqualTo(1));
        Assert.That(machine.FreeFrames, Is.EqualTo(free));
        Assert.That(Enumerable.Range(0, 8).Select(i => machine.MustRead(parent, Base + (ulong)i)), Is.EqualTo(new ulong[] { 5, 2, 3, 4, 5, 6, 7, 8 }));
        machine.Sweep();
    }

    [Test]
    public void A_page_whose_other_reader_has_gone_is_reused_not_copied() // M-26, S-12
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 4);
        machine.Exit(Fork(machine, parent));
        FrameNumber frame = parent.FrameAt(new PageNumber(Base));
        machine.MustWrite(parent, Base, 9);
        Assert.That(parent.FrameAt(new PageNumber(Base)), Is.EqualTo(frame));
        Assert.That(machine.Memory.Counters.PagesCopied, Is.Zero);
        ulong faults = machine.Memory.Counters.Faults;
        machine.MustWrite(parent, Base + 1, 9);
        Assert.That(machine.Memory.Counters.Faults, Is.EqualTo(faults), "one fault thaws the whole table");
    }

    [Test]
    public void Four_processes_exit_in_any_order_and_nothing_is_left() // C-14
    {
        foreach (int[] order in Permutations([0, 1, 2, 3]))
        {
            using SimulatedMachine machine = new(frames: 1024);
            ulong free = machine.FreeFrames;
            AddressSpace first = Parent(machine, 6);
            AddressSpace second = Fork(machine, first);
            machine.MustWrite(second, Base + 1, 20);
            AddressSpace third = Fork(machine, first);
            machine.MustWrite(first, Base + 2, 30);
            AddressSpace fourth = Fork(machine, second);
            machine.MustWrite(second, Base + 3, 40);
            machine.MustWrite(fourth, Base + 4, 50);
            AddressSpace[] all = [first, second, third, fourth];
            ulong[][] expected = [[1, 2, 30, 4, 5, 6], [1, 20, 3, 40, 5, 6], [1, 2, 3, 4, 5, 6], [1, 20, 3, 4, 50, 6]];
            List<int> alive = [0, 1, 2, 3];
            foreach (int which in order)
            {
                foreach (int each in alive)
                {
                    Assert.That(Enumerable.Range(0, 6).Select(i => machine.MustRead(all[each], Base + (ulong)i)), Is.EqualTo(expected[each]));
                }

                machine.Exit(all[which]);
                alive.Remove(which);
                machine.Sweep($"order {string.Join(',', order)}");
            }

            Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1));
            Assert.That(free - machine.FreeFrames, Is.LessThanOrEqualTo(2));
        }
    }

    [Test]
    public void A_line_of_10_000_forks_stays_shallow_and_flat() // C-12, C-13: each child writes a page, then its parent exits
    {
        using SimulatedMachine machine = new(frames: 2048);
        AddressSpace current = Parent(machine, 16);
        ulong[] expected = [.. Enumerable.Range(1, 16).Select(i => (ulong)i)];
        int deepest = 0;
        ulong least = ulong.MaxValue;
        for (int generation = 0; generation < 10_000; generation++)
        {
            AddressSpace child = Fork(machine, current);
            ulong page = (ulong)generation % 16;
            expected[page] = 1000 + (ulong)generation;
            machine.MustWrite(child, Base + page, expected[page]);
            deepest = System.Math.Max(deepest, Depth(child));
            machine.Exit(current);
            current = child;
            least = generation == 100 ? machine.FreeFrames : least;
            if (generation > 100 && machine.FreeFrames < least - 2)
            {
                Assert.Fail($"memory grows: {machine.FreeFrames} free at generation {generation}, {least} at 100");
            }

            if (generation % 500 == 0)
            {
                machine.Sweep($"generation {generation}");
            }
        }

        Assert.That(deepest, Is.LessThanOrEqualTo(3));
        Assert.That(Enumerable.Range(0, 16).Select(i => machine.MustRead(current, Base + (ulong)i)), Is.EqualTo(expected));
        TestContext.Out.WriteLine($"10,000 generations: deepest chain {deepest}, {machine.Memory.Counters.Collapses} collapses, {machine.Memory.Counters.PagesCopied} copies, {machine.Memory.Counters.PagesReused} reuses");
    }

    [Test]
    public void Two_hundred_generations_alive_at_once_each_read_their_own() // C-03, C-07, C-08, seed bug 3: only the first object was searched
    {
        using SimulatedMachine machine = new(frames: 8192);
        List<AddressSpace> generations = [Parent(machine, 256)];
        for (int i = 1; i < 200; i++)
        {
            AddressSpace child = Fork(machine, generations[^1]);
            machine.MustWrite(child, Base + (ulong)i, 10_000 + (ulong)i);
            generations.Add(child);
        }

        machine.Sweep();
        for (int g = 0; g < 200; g++)
        {
            for (ulong page = 0; page < 256; page += 7)
            {
                ulong expected = page >= 1 && page <= (ulong)g ? 10_000 + page : page + 1;
                Assert.That(machine.MustRead(generations[g], Base + page), Is.EqualTo(expected), $"generation {g}, page {page}");
            }
        }

        // The cost of a fault against the depth: pages of the eldest that a younger generation writes first.
        const ulong Pages = 50;
        foreach (int g in (int[])[199, 100, 50, 10, 1])
        {
            ulong copied = machine.Memory.Counters.PagesCopied;
            System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
            for (ulong page = 256 - Pages; page < 256; page++)
            {
                machine.MustWrite(generations[g], Base + page, page);
            }

            TestContext.Out.WriteLine($"depth {Depth(generations[g])}: {watch.Elapsed.TotalMicroseconds / Pages:N1} us a copy");
            Assert.That(machine.Memory.Counters.PagesCopied - copied, Is.EqualTo(Pages));
        }

        machine.Sweep();
    }

    [Test]
    public void A_fork_of_a_large_process_touches_no_page_and_shares_its_tables()
    {
        using SimulatedMachine machine = new(frames: 16384);
        AddressSpace parent = machine.NewSpace();
        parent.Map(SimulatedMachine.Anonymous(0x2000, 512 * 16)).Expect("it maps");
        for (ulong i = 0; i < 512 * 16; i++)
        {
            machine.MustWrite(parent, 0x2000 + i, i);
        }

        ulong free = machine.FreeFrames;
        AddressSpace child = Fork(machine, parent);
        Assert.That(machine.Memory.Counters.LeafTablesShared, Is.EqualTo(16));
        Assert.That(free - machine.FreeFrames, Is.LessThanOrEqualTo(4), "three upper tables and a region");
        machine.MustWrite(child, 0x2000 + 700, 1);
        Assert.That(machine.Memory.Counters.LeafTablesCopied, Is.EqualTo(1));
        Assert.That(machine.MustRead(parent, 0x2000 + 700), Is.EqualTo(700));
        machine.Sweep();
    }

    [Test]
    public void Shared_memory_stays_shared_and_writable_in_both() // C-15, C-16, seed bug 2: sharers on different frames
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = machine.NewSpace();
        parent.Map(SimulatedMachine.Mapping(Base, 4, null, 0, RegionFlags.Shared)).Expect("it maps");
        AddressSpace child = Fork(machine, parent);
        machine.MustWrite(child, Base, 5);
        Assert.That(machine.MustRead(parent, Base), Is.EqualTo(5));
        machine.MustWrite(parent, Base, 6);
        Assert.That(machine.MustRead(child, Base), Is.EqualTo(6));
        Assert.That(parent.FrameAt(new PageNumber(Base)), Is.EqualTo(child.FrameAt(new PageNumber(Base))));
        machine.Sweep();
    }

    [Test]
    public void What_could_only_be_read_at_the_fork_is_copied_once_it_may_be_written() // S-13, M-19
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 4);
        Assert.That(parent.Protect(SimulatedMachine.Range(Base, 4), Access.Read), Is.EqualTo(Errno.None));
        AddressSpace child = Fork(machine, parent);
        Assert.That(parent.FrameAt(new PageNumber(Base)), Is.EqualTo(child.FrameAt(new PageNumber(Base))), "they share it");
        Assert.That(child.Protect(SimulatedMachine.Range(Base, 4), Access.ReadWrite), Is.EqualTo(Errno.None));
        machine.MustWrite(child, Base, 77);
        Assert.That(machine.MustRead(parent, Base), Is.EqualTo(1));
        Assert.That(machine.Write(parent, Base, 1).Verdict, Is.EqualTo(FaultVerdict.AccessDenied));
        machine.Sweep();
    }

    [Test]
    public void A_truncation_reaches_a_page_in_a_shared_table_and_every_space_that_shares_it() // rule 3
    {
        using SimulatedMachine machine = new();
        SimulatedPager pager = new(machine.Memory) { IsImmediate = true };
        VmObject file = machine.Memory.CreatePaged(pager, 4 << 12, machine.Account);
        AddressSpace parent = machine.NewSpace();
        parent.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.None)).Expect("it maps");
        for (ulong i = 0; i < 4; i++)
        {
            machine.MustRead(parent, Base + i);
        }

        AddressSpace child = Fork(machine, parent);
        machine.MustRead(child, Base + 3);
        file.Resize(2 << 12);
        Assert.That(machine.Read(child, Base + 3, out _).Verdict, Is.EqualTo(FaultVerdict.BeyondEnd));
        Assert.That(machine.Read(parent, Base + 2, out _).Verdict, Is.EqualTo(FaultVerdict.BeyondEnd));
        machine.MustRead(child, Base + 1);
        machine.Sweep();
    }

    [Test]
    public void Unmapping_part_of_a_shared_table_leaves_the_other_side_alone() // rule 2
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 8);
        AddressSpace child = Fork(machine, parent);
        SimulatedMachine.Unmap(child, SimulatedMachine.Range(Base + 2, 2));
        child.Protect(SimulatedMachine.Range(Base + 5, 1), Access.Read);
        Assert.That(machine.Read(child, Base + 2, out _).Verdict, Is.EqualTo(FaultVerdict.NotMapped));
        machine.MustWrite(parent, Base + 5, 3);
        Assert.That(machine.MustRead(parent, Base + 2), Is.EqualTo(3));
        Assert.That(machine.MustRead(child, Base + 5), Is.EqualTo(6));
        machine.Sweep();
    }

    [Test]
    public void Unmapping_what_a_shadow_covers_frees_what_nobody_can_reach() // C-38: shrinking kept the pages
    {
        using SimulatedMachine machine = new();
        AddressSpace parent = Parent(machine, 64);
        SimulatedMachine.Unmap(parent, SimulatedMachine.Range(Base + 16, 32));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1 + 32));
        AddressSpace child = Fork(machine, parent);
        SimulatedMachine.Unmap(parent, SimulatedMachine.Range(Base, 16));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1 + 32), "the child still shows them");
        SimulatedMachine.Unmap(child, SimulatedMachine.Range(Base, 16));
        Assert.That(machine.Memory.Frames.CountOf(FrameUse.Page), Is.EqualTo(1 + 16));
        machine.Sweep();
    }

    [Test]
    public void A_fork_without_memory_changes_nothing_that_a_program_can_see() // C-46, M-33
    {
        using SimulatedMachine machine = new(frames: 256);
        AddressSpace parent = Parent(machine, 4);
        List<FrameNumber> taken = [];
        FrameNumber frame;
        while (!(frame = machine.Memory.Frames.Allocate(FrameUse.Kernel, FrameOwner.None)).IsNone)
        {
            taken.Add(frame);
        }

        for (int left = 0; left < 6; left++)
        {
            Result<AddressSpace> child = parent.Fork(machine.Account);
            machine.Sweep($"{left} frames");
            if (child.IsOk)
            {
                Assert.That(left, Is.GreaterThan(2));
                return;
            }

            Assert.That(child.Error, Is.EqualTo(Errno.NoMemory));
            Assert.That(machine.MustRead(parent, Base + 1), Is.EqualTo(2));
            machine.Memory.Frames.Release(taken[left], FrameUse.Kernel);
        }

        Assert.Fail("a fork needs at most five frames");
    }

    private static AddressSpace Parent(SimulatedMachine machine, ulong pages)
    {
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, pages)).Expect("it maps");
        for (ulong i = 0; i < pages; i++)
        {
            machine.MustWrite(space, Base + i, i + 1);
        }

        return space;
    }

    private static AddressSpace Fork(SimulatedMachine machine, AddressSpace space) => space.Fork(machine.Account).Expect("there is memory");

    private static int Depth(AddressSpace space) => space.TryView(new PageNumber(Base), out RegionView view) ? view.Depth : 0;

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 1 ? [items] : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}
