using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>How soon the next collection comes after what the last ones found (issue 8, 6), on loads whose pauses are a formula.</summary>
[TestFixture]
public sealed class CollectorPaceTests
{
    /// <summary>What an allocated byte costs a program: a file of 350 bytes takes 17,000 instructions.</summary>
    private const long InstructionsPerByte = 50;

    [Test]
    public void Where_nothing_lives_on_collections_become_rare()
    {
        CollectorPace pace = new();
        List<CollectionFacts> run = Run(pace, 20, allocated => (0, 150_000));
        Assert.That(pace.Allowance, Is.EqualTo(CollectorPace.Most));
        Assert.That(run.Count(collection => collection.Allocated < CollectorPace.Most), Is.LessThan(6), "each allowance is a multiple of the one before");
        Assert.That(pace.LookInterval, Is.EqualTo(CollectorPace.Seldom));
    }

    [Test]
    public void Where_everything_lives_on_pauses_become_short_and_stay_so()
    {
        CollectorPace pace = Rested();
        List<CollectionFacts> run = Run(pace, 40, allocated => (allocated * 8 / 10, 110_000 + (allocated * 8 / 10 * 6)));
        Assert.That(run.Skip(3).Select(collection => collection.Pause), Is.All.LessThan(300_000));
        Assert.That(pace.LookInterval, Is.LessThan(CollectorPace.Seldom / 16));
    }

    [Test]
    public void A_pause_that_is_long_whatever_is_allocated_takes_a_small_part_of_the_time()
    {
        CollectorPace pace = Rested();
        CollectionFacts last = Run(pace, 200, allocated => (1000, 600_000))[^1];
        Assert.That(last.Pause * (CollectorPace.LeastShare / 2), Is.LessThan(last.Elapsed));
    }

    [Test]
    public void A_pause_that_follows_what_is_written_into_old_objects_becomes_short()
    {
        CollectorPace pace = Rested();
        List<CollectionFacts> run = Run(pace, 60, allocated => (1000, 110_000 + Math.Min(allocated, 1 << 20)));
        Assert.That(run.Skip(20).Select(collection => collection.Pause), Is.All.LessThan(330_000));
    }

    [Test]
    public void It_grows_back_when_the_load_is_over()
    {
        CollectorPace pace = Rested();
        Run(pace, 20, allocated => (allocated, 110_000 + (allocated * 6)));
        Assert.That(pace.Allowance, Is.LessThanOrEqualTo(2 * CollectorPace.Least));
        Run(pace, 12, allocated => (3000, 150_000));
        Assert.That(pace.Allowance, Is.EqualTo(CollectorPace.Most));
    }

    [Test]
    public void The_allowance_stays_within_its_bounds_whatever_happens() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(NonNegativeInt Kept, NonNegativeInt Pause, NonNegativeInt Allocated, NonNegativeInt Elapsed, bool IsOlder)[]>(),
            steps =>
            {
                CollectorPace pace = new();
                return steps.All(step =>
                {
                    pace.Note(new CollectionFacts(step.IsOlder ? 1 : 0, step.Kept.Get * 7001L, step.Allocated.Get * 9001L, step.Pause.Get * 10_007L, step.Elapsed.Get * 100_003L), 0);
                    return pace.Allowance is >= CollectorPace.Least and <= CollectorPace.Most;
                });
            }).QuickCheckThrowOnFailure();

    [Test]
    public void Much_that_was_just_made_and_stays_makes_one_due_at_once()
    {
        CollectorPace pace = Rested();
        Assert.That(pace.IsDue(CollectorPace.Least, living: 10 + CollectorPace.MostGrown - 1), Is.False);
        Assert.That(pace.IsDue(CollectorPace.Least - 1, living: 10 + CollectorPace.MostGrown), Is.False, "that little is not worth a pause");
        Assert.That(pace.IsDue(CollectorPace.Least, living: 10 + CollectorPace.MostGrown), Is.True);
    }

    [Test]
    public void What_went_before_more_was_made_does_not_hide_it()
    {
        CollectorPace pace = Rested();
        pace.Note(new CollectionFacts(0, 0, CollectorPace.Most, 150_000, 100_000_000), living: 400);
        Assert.That(pace.HasGrown(20), Is.False);
        Assert.That(pace.HasGrown(20 + CollectorPace.MostGrown), Is.True);
        Assert.That(pace.IsDue(CollectorPace.Least, 20 + CollectorPace.MostGrown), Is.True);
        pace.NoteStanding(20 + CollectorPace.MostGrown);
        Assert.That(pace.IsDue(CollectorPace.Least, 20 + CollectorPace.MostGrown), Is.False, "that was a while ago");
    }

    [Test]
    public void One_that_moves_takes_what_is_young_and_was_kept_with_it()
    {
        CollectorPace pace = Rested();
        pace.Note(new CollectionFacts(0, CollectorPace.MostYoungMoved, CollectorPace.Least, 150_000, 1_000_000), 10);
        Assert.That(pace.IsDue(CollectorPace.Least, 10 + CollectorPace.MostGrown), Is.True);
        Assert.That(pace.Generation, Is.Zero, "nothing is moved");
        Assert.That(pace.IsDue(CollectorPace.Most, 10), Is.True);
        Assert.That(pace.Generation, Is.EqualTo(1));
    }

    [Test]
    public void Behind_an_older_one_comes_one_of_the_youngest_where_the_next_would_move()
    {
        CollectorPace pace = Rested();
        pace.Note(new CollectionFacts(1, 0, 0, 0, 0), 10);
        Assert.That(pace.IsDue(0, 10), Is.True);
        Assert.That(pace.Generation, Is.Zero);
        pace.Note(new CollectionFacts(0, 0, 0, 70_000, 80_000), 10);
        Assert.That(pace.IsDue(0, 10), Is.False);
        Assert.That(pace.Allowance, Is.EqualTo(CollectorPace.Most), "it says nothing of how much lives on");

        CollectorPace busy = new();
        busy.Note(new CollectionFacts(1, 0, 0, 0, 0), 10);
        Assert.That(busy.IsDue(0, 10), Is.False, "it moves nothing");
    }

    [Test]
    public void One_large_table_among_what_stays_does_not_make_the_next_pause_long()
    {
        CollectorPace pace = new();
        Run(pace, 4, allocated => (allocated * 8 / 10, 200_000));
        const long Table = 256 << 10; // is no part of the youngest, but of what was allocated
        pace.Note(new CollectionFacts(0, CollectorPace.Least / 2, CollectorPace.Least + Table, 200_000, 600_000), 10);
        Assert.That(pace.Allowance, Is.LessThanOrEqualTo(4 * CollectorPace.Least));
    }

    [Test]
    public void The_faster_memory_is_allocated_the_sooner_it_is_looked()
    {
        CollectorPace pace = new();
        pace.Note(new CollectionFacts(0, CollectorPace.Least, CollectorPace.Least, 200_000, 1_000_000), 10);
        Assert.That(pace.LookInterval, Is.EqualTo(CollectorPace.Often));
        pace.Note(new CollectionFacts(0, CollectorPace.Least, CollectorPace.Least, 200_000, 450_000), 10);
        Assert.That(pace.LookInterval, Is.EqualTo(125_000), "the time for half of it");
        pace.Note(new CollectionFacts(0, CollectorPace.Least, CollectorPace.Least, 200_000, 200_000), 10);
        Assert.That(pace.LookInterval, Is.InRange(3_000 * 32, CollectorPace.Often), "looks take a small part of the time");
    }

    [Test]
    public void After_so_many_collections_all_is_collected_for_each_may_leave_a_region_of_addresses()
    {
        CollectorPace pace = new();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < CollectorPace.MostPerOldest; i++)
            {
                Assert.That(pace.Generation, Is.LessThan(2));
                pace.Note(new CollectionFacts(pace.Generation, 100, CollectorPace.Least, 100_000, 1_000_000), living: 0);
            }

            Assert.That(pace.Generation, Is.EqualTo(2));
            pace.Note(new CollectionFacts(2, 0, CollectorPace.Least, 1_000_000, 1_000_000), living: 0);
        }
    }

    [Test]
    public void What_the_youngest_kept_becomes_old_after_so_many_collections_or_bytes()
    {
        CollectorPace pace = new();
        Run(pace, CollectorPace.YoungestPerOlder - 1, allocated => (100, 100_000));
        Assert.That(pace.Generation, Is.Zero);
        Run(pace, 1, allocated => (100, 100_000));
        Assert.That(pace.Generation, Is.EqualTo(1));
        Assert.That(pace.IsDue(0, 10), Is.True, "right behind the last of the youngest, so that there is nothing young to move");
        pace.Note(new CollectionFacts(1, 0, 0, 0, 0), 10);
        Assert.That(pace.Generation, Is.Zero);
        Run(pace, 1, allocated => (CollectorPace.MostYoung, 100_000));
        Assert.That(pace.Generation, Is.EqualTo(1));
    }

    /// <summary>One that has had nothing to do for long.</summary>
    private static CollectorPace Rested()
    {
        CollectorPace pace = new();
        Run(pace, 20, allocated => (0, 150_000));
        pace.Note(new CollectionFacts(1, 0, 0, 0, 0), 10);
        pace.Note(new CollectionFacts(0, 0, 0, 70_000, 80_000), 10);
        return pace;
    }

    /// <summary>Lets a load run until so many collections of the youngest have been; older ones come when they are due.</summary>
    /// <param name="found">From the bytes allocated: those kept, and the pause.</param>
    private static List<CollectionFacts> Run(CollectorPace pace, int collections, Func<long, (long Kept, long Pause)> found)
    {
        List<CollectionFacts> run = [];
        while (run.Count < collections)
        {
            if (pace.Generation > 0)
            {
                pace.Note(new CollectionFacts(1, 0, 0, 500_000, 0), 10);
            }

            long allocated = pace.Allowance;
            Assert.That(pace.IsDue(allocated, 10), Is.True);
            (long kept, long pause) = found(allocated);
            run.Add(new CollectionFacts(0, kept, allocated, pause, allocated * InstructionsPerByte));
            pace.Note(run[^1], 10);
        }

        return run;
    }
}
