using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Hal;

[TestFixture]
public sealed unsafe class FrameTableTests
{
    private static readonly FrameOwner s_owner = new(7, 40);

    [Test]
    public void A_record_is_16_bytes() => Assert.That(sizeof(FrameRecord), Is.EqualTo(16));

    [Test]
    public void An_owner_is_an_index_and_an_offset()
    {
        FrameOwner owner = new(FrameOwner.MaxIndex, FrameOwner.MaxOffset);
        Assert.That((owner.Index, owner.Offset, FrameOwner.None.IsNone), Is.EqualTo((FrameOwner.MaxIndex, FrameOwner.MaxOffset, true)));
    }

    [Test]
    public void Frame_0_is_never_handed_out() // seed bug 4
    {
        using SimulatedMemory memory = new(64);
        HashSet<ulong> seen = [];
        FrameNumber frame;
        while (!(frame = memory.Table->Allocate(FrameUse.Page, s_owner)).IsNone)
        {
            Assert.That(seen.Add(frame.Value), Is.True);
        }

        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(1, 63).Select(n => (ulong)n)));
    }

    [Test]
    public void An_allocated_frame_has_its_owner_and_a_count_of_one()
    {
        using SimulatedMemory memory = new(64);
        FrameNumber frame = memory.Table->Allocate(FrameUse.Page, s_owner);
        FrameRecord record = memory.Frames[frame];
        Assert.That((record.Owner, record.Count, record.Use, record.Tag), Is.EqualTo((s_owner, 1u, FrameUse.Page, (ushort)0)));
        Assert.That(memory.Table->CountOf(FrameUse.Page), Is.EqualTo(1));
    }

    [Test]
    public void A_run_is_contiguous_aligned_and_below_its_limit([Values(1u, 3u, 16u, 512u, 1024u, 1500u)] uint count, [Values(1u, 8u, 512u, 2048u)] uint alignment)
    {
        using SimulatedMemory memory = new(16384);
        FrameNumber limit = new(9000);
        FrameNumber first = memory.Table->AllocateRun(count, alignment, limit, FrameUse.Kernel, s_owner); // M-20
        Assert.That(first.IsNone, Is.False);
        Assert.That(first.Value % alignment, Is.Zero);
        Assert.That(first + count, Is.LessThanOrEqualTo(limit));
        for (uint i = 0; i < count; i++)
        {
            Assert.That(memory.Frames[first + i].Owner, Is.EqualTo(new FrameOwner(7, 40 + i)));
        }

        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->ReleaseRun(first, count, FrameUse.Kernel), Is.EqualTo(FrameFault.None));
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->FreeCount, Is.EqualTo(16383));
    }

    [Test]
    public void A_run_that_does_not_exist_is_refused_and_nothing_is_lost()
    {
        using SimulatedMemory memory = new(2048);
        Assert.That(memory.Table->AllocateRun(3000, 1, default, FrameUse.Kernel, s_owner).IsNone, Is.True);
        Assert.That(memory.Table->AllocateRun(1, 3, default, FrameUse.Kernel, s_owner).IsNone, Is.True, "3 is no alignment");
        Assert.That(memory.Table->AllocateRun(64, 64, new FrameNumber(64), FrameUse.Kernel, s_owner).IsNone, Is.True, "frame 0 is missing");
        Assert.That(memory.Table->FreeCount, Is.EqualTo(2047));
        Assert.That(memory.Table->Check().IsNone, Is.True);
    }

    [Test]
    public void Frames_on_the_single_list_are_found_again_for_a_run()
    {
        using SimulatedMemory memory = new(1025);
        FrameNumber[] all = Enumerable.Range(0, 1024).Select(_ => memory.Table->Allocate(FrameUse.Page, s_owner)).ToArray();
        foreach (FrameNumber frame in all)
        {
            _ = memory.Table->Release(frame, FrameUse.Page);
        }

        Assert.That(memory.Table->AllocateRun(512, 512, default, FrameUse.Page, s_owner).IsNone, Is.False);
    }

    [Test]
    public void Carving_takes_the_low_end_so_that_free_memory_stays_in_one_piece() // M-15, seed bug 23
    {
        using SimulatedMemory memory = new(4096);
        FrameNumber previous = default;
        for (int i = 0; i < 64; i++)
        {
            FrameNumber run = memory.Table->AllocateRun(4, 4, default, FrameUse.Kernel, s_owner);
            Assert.That(previous.IsNone || run == previous + 4, Is.True, $"{run} after {previous}");
            previous = run;
        }
    }

    [Test]
    public void After_any_trace_the_free_memory_merges_again() // M-15: the metric
    {
        using SimulatedMemory memory = new(8192, FramePoison.Off);
        System.Random random = new(15);
        List<(FrameNumber First, ulong Count)> held = [];
        for (int step = 0; step < 20_000; step++)
        {
            if (held.Count == 0 || random.Next(2) == 0)
            {
                ulong count = (ulong)(random.Next(4) == 0 ? random.Next(1, 200) : 1);
                FrameNumber first = memory.Table->AllocateRun(count, 1, default, FrameUse.Page, s_owner);
                if (!first.IsNone)
                {
                    held.Add((first, count));
                }
            }
            else
            {
                int which = random.Next(held.Count);
                _ = memory.Table->ReleaseRun(held[which].First, held[which].Count, FrameUse.Page);
                held.RemoveAt(which);
            }
        }

        ulong used = (ulong)held.Sum(run => (long)run.Count);
        TestContext.Out.WriteLine($"after 20,000 steps: {used} frames held, {memory.Table->FreeCount} free, largest run {memory.Table->LargestFreeRun()}");
        foreach ((FrameNumber first, ulong count) in held)
        {
            _ = memory.Table->ReleaseRun(first, count, FrameUse.Page);
        }

        Assert.That(memory.Table->LargestFreeRun(), Is.EqualTo(8191));
        Assert.That(memory.Table->AllocateRun(7168, 1024, default, FrameUse.Page, s_owner).IsNone, Is.False);
    }

    [Test]
    public void The_reserve_is_for_host_calls_only()
    {
        using SimulatedMemory memory = new(32);
        memory.Table->SetReserve(8);
        int ordinary = 0;
        while (!memory.Table->Allocate(FrameUse.Page, s_owner).IsNone)
        {
            ordinary++;
        }

        Assert.That(ordinary, Is.EqualTo(31 - 8));
        Assert.That(memory.Table->AllocateRun(2, 1, default, FrameUse.Kernel, s_owner).IsNone, Is.True);
        Assert.That(memory.Table->AllocateZero(FrameUse.Table, s_owner).IsNone, Is.True);
        for (int i = 0; i < 8; i++)
        {
            Assert.That(memory.Table->Allocate(FrameUse.Host, s_owner, AllocationClass.Host).IsNone, Is.False);
        }

        Assert.That(memory.Table->Allocate(FrameUse.Host, s_owner, AllocationClass.Host).IsNone, Is.True);
    }

    [Test]
    public void Freeing_twice_is_reported() // S-20, seed bug 30
    {
        using SimulatedMemory memory = new(32);
        FrameNumber frame = memory.Table->Allocate(FrameUse.Page, s_owner);
        Assert.That(memory.Table->Release(frame, FrameUse.Page), Is.EqualTo(FrameFault.None));
        Assert.That(memory.Table->Release(frame, FrameUse.Page), Is.EqualTo(FrameFault.AlreadyFree));
        Assert.That(memory.Table->ReleaseRun(frame, 1, FrameUse.Page), Is.EqualTo(FrameFault.AlreadyFree));
        Assert.That(memory.Table->ReleaseZero(frame, FrameUse.Page), Is.EqualTo(FrameFault.AlreadyFree));
        Assert.That(memory.Table->Pin(frame), Is.EqualTo(FrameFault.AlreadyFree));
        Assert.That(memory.Table->Unpin(frame), Is.EqualTo(FrameFault.AlreadyFree));
    }

    [Test]
    public void Freeing_what_is_somebody_elses_is_reported()
    {
        using SimulatedMemory memory = new(32);
        FrameNumber table = memory.Table->Allocate(FrameUse.Table, s_owner);
        Assert.That(memory.Table->Release(table, FrameUse.Page), Is.EqualTo(FrameFault.WrongUse));
        Assert.That(memory.Table->ReleaseRun(table, 1, FrameUse.Page), Is.EqualTo(FrameFault.WrongUse));
        Assert.That(memory.Table->Unpin(table), Is.EqualTo(FrameFault.WrongUse), "its one count is the owner's");
        Assert.That(memory.Table->Release(table, FrameUse.Table), Is.EqualTo(FrameFault.None));
    }

    [Test]
    public void A_frame_that_is_no_memory_is_reported()
    {
        using SimulatedMemory memory = new(32, isEmpty: true);
        _ = memory.Table->AddRange(new FrameNumber(4), 4);
        Assert.Multiple(() =>
        {
            Assert.That(memory.Table->Release(default, FrameUse.Page), Is.EqualTo(FrameFault.OutOfRange));
            Assert.That(memory.Table->Release(new FrameNumber(32), FrameUse.Page), Is.EqualTo(FrameFault.OutOfRange));
            Assert.That(memory.Table->Release(new FrameNumber(ulong.MaxValue), FrameUse.Page), Is.EqualTo(FrameFault.OutOfRange));
            Assert.That(memory.Table->ReleaseRun(new FrameNumber(30), ulong.MaxValue, FrameUse.Page), Is.EqualTo(FrameFault.OutOfRange));
            Assert.That(memory.Table->Release(new FrameNumber(9), FrameUse.Page), Is.EqualTo(FrameFault.Absent));
            Assert.That(memory.Table->AddRange(new FrameNumber(6), 4), Is.EqualTo(FrameFault.AlreadyFree));
            Assert.That(memory.Table->AddRange(new FrameNumber(30), 3), Is.EqualTo(FrameFault.OutOfRange));
            Assert.That(memory.Table->Total, Is.EqualTo(4));
        });
    }

    [Test]
    public void A_pinned_frame_is_free_only_when_its_owner_and_its_pins_are_gone() // S-20
    {
        using SimulatedMemory memory = new(32);
        FrameNumber frame = memory.Table->Allocate(FrameUse.Page, s_owner);
        ulong free = memory.Table->FreeCount;
        _ = memory.Table->Pin(frame);
        Assert.That(memory.Table->Release(frame, FrameUse.Page), Is.EqualTo(FrameFault.None));
        Assert.That((memory.Table->FreeCount, memory.Frames[frame].Use, memory.Frames[frame].Owner), Is.EqualTo((free, FrameUse.Orphan, FrameOwner.None)));
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->Unpin(frame), Is.EqualTo(FrameFault.None));
        Assert.That(memory.Table->FreeCount, Is.EqualTo(free + 1));
    }

    [Test]
    public void Frames_let_go_together_are_one_block_again()
    {
        using SimulatedMemory memory = new(2048, FramePoison.Off); // each frame is looked at alone where it is poisoned
        FrameNumber first = memory.Table->AllocateRun(512, 512, default, FrameUse.Page, s_owner);
        memory.Frames[first + 3].Tag = 0xffff; // the owner's
        ulong free = memory.Table->FreeCount;
        Assert.That(memory.Table->ReleaseEach(first, 512, FrameUse.Page), Is.EqualTo(FrameFault.None));
        Assert.That((memory.Table->FreeCount, memory.Table->CountOf(FrameUse.Page)), Is.EqualTo((free + 512, 0UL)));
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->AllocateRun(512, 512, default, FrameUse.Page, s_owner), Is.EqualTo(first));
    }

    [Test]
    public void Of_frames_let_go_together_those_that_are_pinned_wait_for_their_pins([Values] FramePoison poison) // S-20
    {
        using SimulatedMemory memory = new(128, poison);
        FrameNumber first = memory.Table->AllocateRun(32, 1, default, FrameUse.Page, s_owner);
        ulong free = memory.Table->FreeCount;
        foreach (uint pinned in new[] { 0u, 12u, 13u, 31u })
        {
            _ = memory.Table->Pin(first + pinned);
        }

        Assert.That(memory.Table->ReleaseEach(first, 32, FrameUse.Page), Is.EqualTo(FrameFault.None));
        Assert.That((memory.Table->FreeCount, memory.Table->CountOf(FrameUse.Orphan)), Is.EqualTo((free + 28, 4UL)));
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Frames[first + 12].Owner, Is.EqualTo(FrameOwner.None));
        Assert.That(memory.Table->Unpin(first + 12), Is.EqualTo(FrameFault.None));
        Assert.That(memory.Table->FreeCount, Is.EqualTo(free + 29));
        Assert.That(memory.Table->Check().IsNone, Is.True);
    }

    [Test]
    public void A_frame_of_somebody_else_among_frames_let_go_together_is_reported_and_stays([Values] FramePoison poison)
    {
        using SimulatedMemory memory = new(128, poison);
        FrameNumber first = memory.Table->AllocateRun(16, 1, default, FrameUse.Page, s_owner);
        _ = memory.Table->ReleaseRun(first + 9, 1, FrameUse.Page);
        Assert.That(memory.Table->ReleaseEach(first, 16, FrameUse.Page), Is.EqualTo(FrameFault.AlreadyFree));
        Assert.That(memory.Table->CountOf(FrameUse.Page), Is.EqualTo(6), "what comes after it stays");
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->ReleaseEach(first + 10, 6, FrameUse.Kernel), Is.EqualTo(FrameFault.WrongUse));
        Assert.That(memory.Table->ReleaseEach(first, ulong.MaxValue, FrameUse.Page), Is.EqualTo(FrameFault.OutOfRange));
    }

    [Test]
    public void A_write_after_the_free_is_found_and_the_frame_never_used_again() // M-52, S-20
    {
        using SimulatedMemory memory = new(8);
        FrameNumber frame = memory.Table->Allocate(FrameUse.Page, s_owner);
        _ = memory.Table->Release(frame, FrameUse.Page);
        memory.Memory.Page(frame)[100] ^= 1;
        List<FrameNumber> rest = [];
        FrameNumber next;
        while (!(next = memory.Table->Allocate(FrameUse.Page, s_owner)).IsNone)
        {
            rest.Add(next);
        }

        Assert.That(rest, Has.Count.EqualTo(6).And.No.Member(frame));
        Assert.That(memory.Table->Quarantined, Is.EqualTo(1));
        Assert.That(memory.Table->Check().IsNone, Is.True);
    }

    [Test]
    public void A_damaged_frame_in_the_middle_of_a_run_is_left_out()
    {
        using SimulatedMemory memory = new(65);
        FrameNumber run = memory.Table->AllocateRun(64, 1, default, FrameUse.Page, s_owner);
        Assert.That(run.IsNone, Is.True, "frame 0 takes the first block of 64");
        run = memory.Table->AllocateRun(32, 1, default, FrameUse.Page, s_owner);
        _ = memory.Table->ReleaseRun(run, 32, FrameUse.Page);
        memory.Memory.Page(run + 5)[0] ^= 1;
        Assert.That(memory.Table->AllocateRun(32, 1, default, FrameUse.Page, s_owner).IsNone, Is.True);
        Assert.That(memory.Table->AllocateRun(16, 1, default, FrameUse.Page, s_owner).IsNone, Is.False);
        Assert.That(memory.Table->Check().IsNone, Is.True);
        Assert.That(memory.Table->Quarantined, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_given_back_as_zero_comes_back_as_zero_without_being_cleared_again()
    {
        using SimulatedMemory memory = new(32);
        FrameNumber table = memory.Table->AllocateZero(FrameUse.Table, s_owner);
        Assert.That(memory.Memory.Page(table).ToArray(), Is.All.Zero);
        memory.Memory.Word(table, 3) = 5;
        Assert.That(memory.Table->ReleaseZero(table, FrameUse.Table), Is.EqualTo(FrameFault.NotZero));
        memory.Memory.Word(table, 3) = 0;
        Assert.That(memory.Table->ReleaseZero(table, FrameUse.Table), Is.EqualTo(FrameFault.None));
        Assert.That(memory.Table->AllocateZero(FrameUse.Table, s_owner), Is.EqualTo(table));
    }

    [Test]
    public void Zero_frames_are_free_memory_like_any_other()
    {
        using SimulatedMemory memory = new(32);
        FrameNumber[] tables = Enumerable.Range(0, 31).Select(_ => memory.Table->AllocateZero(FrameUse.Table, s_owner)).ToArray();
        foreach (FrameNumber table in tables)
        {
            _ = memory.Table->ReleaseZero(table, FrameUse.Table);
        }

        Assert.That(memory.Table->FreeCount, Is.EqualTo(31));
        for (int i = 0; i < 31; i++)
        {
            Assert.That(memory.Table->Allocate(FrameUse.Page, s_owner).IsNone, Is.False);
        }
    }

    [Test]
    public void Random_requests_agree_with_a_set_of_frames()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            using SimulatedMemory memory = new(1200, seed % 2 == 0 ? FramePoison.On : FramePoison.Off);
            System.Random random = new(seed);
            Dictionary<ulong, (FrameUse Use, uint Pins)> model = [];
            memory.Table->SetReserve((ulong)random.Next(64));
            for (int step = 0; step < 300; step++)
            {
                Step(memory, model, random);
            }

            Assert.That(memory.Table->FreeCount, Is.EqualTo(1199 - (ulong)model.Count));
            Assert.That(memory.Table->Check(), Is.EqualTo(FrameNumber.None));
            foreach ((ulong frame, (FrameUse use, uint pins)) in model)
            {
                FrameRecord record = memory.Frames[new FrameNumber(frame)];
                Assert.That((record.Use, record.Count), Is.EqualTo((use, pins + (use == FrameUse.Orphan ? 0u : 1u))));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static void Step(SimulatedMemory memory, Dictionary<ulong, (FrameUse Use, uint Pins)> model, System.Random random)
    {
        FrameUse use = random.Next(2) == 0 ? FrameUse.Page : FrameUse.Table;
        ulong some = model.Count == 0 ? 0 : model.Keys.ElementAt(random.Next(model.Count));
        (FrameUse Use, uint Pins) state = some == 0 ? default : model[some];
        switch (random.Next(8))
        {
            case 0 or 1:
                FrameNumber one = random.Next(2) == 0 ? memory.Table->Allocate(use, s_owner) : memory.Table->AllocateZero(use, s_owner);
                Assert.That(one.IsNone, Is.EqualTo(memory.Table->FreeCount <= memory.Table->Reserve && one.IsNone));
                if (!one.IsNone)
                {
                    Assert.That(model.TryAdd(one.Value, (use, 0)), Is.True, "handed out twice");
                }

                break;
            case 2:
                ulong count = (ulong)random.Next(1, 100);
                ulong alignment = 1UL << random.Next(6);
                FrameNumber below = new((ulong)random.Next(1300));
                FrameNumber first = memory.Table->AllocateRun(count, alignment, below, use, s_owner, AllocationClass.Host);
                for (ulong i = 0; !first.IsNone && i < count; i++)
                {
                    Assert.That(below.IsNone || first + i < below, Is.True);
                    Assert.That(first.Value % alignment, Is.Zero);
                    Assert.That(model.TryAdd(first.Value + i, (use, 0)), Is.True, "handed out twice");
                }

                break;
            case 3 when some != 0:
                Assert.That(memory.Table->Pin(new FrameNumber(some)), Is.EqualTo(FrameFault.None));
                model[some] = (state.Use, state.Pins + 1);
                break;
            case 4 when some != 0:
                bool isLegal = state.Pins > 0;
                Assert.That(memory.Table->Unpin(new FrameNumber(some)), Is.EqualTo(isLegal ? FrameFault.None : FrameFault.WrongUse));
                Drop(model, some, isLegal ? (state.Use, state.Pins - 1) : state);
                break;
            case 5 when some != 0 && state.Use != FrameUse.Orphan:
                memory.Memory.ZeroPage(new FrameNumber(some));
                Assert.That(memory.Table->ReleaseZero(new FrameNumber(some), state.Use), Is.EqualTo(FrameFault.None));
                Drop(model, some, (FrameUse.Orphan, state.Pins));
                break;
            case 6 or 7 when some != 0 && state.Use != FrameUse.Orphan:
                Assert.That(memory.Table->Release(new FrameNumber(some), state.Use), Is.EqualTo(FrameFault.None));
                Drop(model, some, (FrameUse.Orphan, state.Pins));
                break;
            default:
                break;
        }
    }

    private static void Drop(Dictionary<ulong, (FrameUse Use, uint Pins)> model, ulong frame, (FrameUse Use, uint Pins) now)
    {
        if (now.Use == FrameUse.Orphan && now.Pins == 0)
        {
            model.Remove(frame);
        }
        else
        {
            model[frame] = now;
        }
    }
}
