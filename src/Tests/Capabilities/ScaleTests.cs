using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Large numbers: records are not objects, walks are loops, steps are bounded.</summary>
[TestFixture]
public sealed class ScaleTests
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const Rights Passed = Rights.Read | Rights.Duplicate;

    [TestCase("CapabilitySlot", 16)]
    [TestCase("CapabilityRecord", 64)]
    public void The_two_halves_of_a_capability_are_as_large_as_documented(string half, int bytes)
    {
        Type type = typeof(CapabilitySpace).Assembly.GetType($"Vela.Capabilities.{half}", throwOnError: true)!;
        Assert.That(typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null), Is.EqualTo(bytes));
        Assert.That(type.GetFields(Everything).All(field => field.FieldType.IsValueType), "no reference for the collector to follow");
    }

    [Test]
    public void A_million_capabilities_are_records_in_slabs()
    {
        const int Count = 1_000_000;
        CapabilityTable table = Given.Table(1_100_000);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle last = space.Derive(root, Passed).Expect("room for one");
        for (int i = 0; i < Count / 10; i++)
        {
            last = space.Derive(root, Passed).Expect("room for a tenth");
        }

        // What the other nine tenths allocate is chunks and the doubled slot array, and nothing that counts one for one.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = Count / 10; i < Count; i++)
        {
            last = space.Derive(root, Passed).Expect("room for a million");
        }

        double bytesEach = (GC.GetAllocatedBytesForCurrentThread() - before) / (Count * 0.9);
        Assert.That(bytesEach, Is.LessThan(130), "64 bytes of record, 16 of slot, and the arrays that doubling leaves behind");
        Assert.That(space.Get<SampleObject>(last, Rights.Read).IsOk);
        table.CheckInvariants();

        int steps = 0;
        while (space.Revoke(root, 4096) == Errno.Again)
        {
            steps++;
        }

        Assert.That(space.Count, Is.EqualTo(1));
        Assert.That(steps, Is.GreaterThan(100), "no step did it all");
        table.CheckInvariants();
    }

    [Test]
    public void A_million_mappings_allocate_no_object_each()
    {
        CapabilityTable table = Given.Table(300_000);
        SampleObject memory = new(ObjectType.MemoryObject);
        SampleObject addressSpace = new(ObjectType.AddressSpace);
        _ = table.Attach(memory, ObjectType.Region, Rights.Read, addressSpace, 0, table.RootQuota);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200_000; i++)
        {
            _ = table.Attach(memory, ObjectType.Region, Rights.Read, addressSpace, (ulong)i, table.RootQuota);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 200_000.0, Is.LessThan(72));
        Assert.That(table.ObjectCount, Is.EqualTo(4));
    }

    [Test]
    public void A_chain_of_a_hundred_thousand_derivations_is_revoked_by_a_loop_of_bounded_steps()
    {
        CapabilityTable table = Given.Table(200_000);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle deepest = root;
        for (int i = 0; i < 100_000; i++)
        {
            deepest = space.Derive(deepest, Given.FileRights).Expect("deeper");
        }

        table.CheckInvariants();
        int steps = 0;
        while (space.Revoke(root) == Errno.Again)
        {
            steps++;
            Assert.That(steps, Is.LessThan(2000), "down once and up once, though each step starts anew");
        }

        Assert.That(steps, Is.GreaterThan(300), "no step did it all");
        Assert.That(space.Count, Is.EqualTo(1));
        table.CheckInvariants();
    }

    [Test]
    public void A_space_of_any_size_is_closed_in_bounded_steps()
    {
        CapabilityTable table = Given.Table(30_000);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out SampleObject file);
        for (int i = 0; i < 20_000; i++)
        {
            _ = space.Derive(root, Rights.Read);
        }

        int steps = 0;
        while (space.Close() == Progress.Again)
        {
            steps++;
        }

        Assert.That(steps, Is.GreaterThan(70));
        Assert.That(file.Destructions, Is.EqualTo(1));
        Assert.That(space.Insert(file, Rights.Read).Error, Is.EqualTo(Errno.Stale), "a closed space takes nothing");
        table.CheckInvariants();
    }

    [Test]
    public void Slots_keep_their_contents_while_a_large_array_grows_a_few_at_a_time()
    {
        CapabilityTable table = Given.Table(40_000);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle[] handles = new CapabilityHandle[20_000];
        Random random = new(7);
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = space.Derive(root, Passed).Expect("room");
            int victim = random.Next(i + 1);
            if (i % 3 == 0)
            {
                Assert.That(space.Delete(handles[victim]), Is.EqualTo(Errno.None).Or.EqualTo(Errno.BadDescriptor));
                Assert.That(space.Get<SampleObject>(handles[victim], Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
            }

            if (i % 997 == 0)
            {
                table.CheckInvariants();
            }
        }

        table.CheckInvariants();
    }

    [Test]
    public void A_full_table_refuses_and_stays_whole()
    {
        CapabilityTable table = Given.Table(50);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        Errno error = Errno.None;
        for (int i = 0; i < 60 && error == Errno.None; i++)
        {
            error = space.Derive(root, Rights.Read).Error;
        }

        Assert.That(error, Is.EqualTo(Errno.NoMemory));
        Assert.That(table.RecordCount, Is.EqualTo(50));
        table.CheckInvariants();
    }
}
