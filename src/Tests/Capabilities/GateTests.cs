using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>From a handle to an object: C-80, C-81, C-89.</summary>
[TestFixture]
public sealed class GateTests
{
    private static IEnumerable<ObjectType> HeldTypes() =>
        Enum.GetValues<ObjectType>().Where(type => type is not (ObjectType.None or ObjectType.Region or ObjectType.Quota or ObjectType.CapabilitySpace));

    private static IEnumerable<Rights> Bits(Rights rights) => Enum.GetValues<Rights>().Where(right => right != Rights.None && rights.HasFlag(right));

    [TestCaseSource(nameof(HeldTypes))]
    public void Each_right_of_a_type_is_needed_exactly_where_it_is_asked_for(ObjectType type)
    {
        // C-81, C-89: the seed tested flags in the wrong word, so that the right given was not the right checked.
        CapabilityTable table = Given.Table();
        Rights all = RightsTable.Applicable(type);
        foreach (Rights held in Bits(all))
        {
            CapabilityHandle handle = table.RootSpace.Insert(new SampleObject(type), held).Expect("an object");
            foreach (Rights wanted in Bits(all))
            {
                Errno expected = wanted == held ? Errno.None : Errno.NotCapable;
                Assert.That(table.RootSpace.Get<SampleObject>(handle, wanted).Error, Is.EqualTo(expected), $"{type}: {wanted} with {held}");
            }
        }
    }

    [Test]
    public void A_right_that_its_type_does_not_have_cannot_be_given() =>
        Assert.That(Given.Table().RootSpace.Insert(new SampleObject(ObjectType.Clock), Rights.Map).Error, Is.EqualTo(Errno.Invalid));

    [Test]
    public void A_handle_for_an_object_of_another_class_is_refused()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.File(table.RootSpace, out _);
        Assert.That(table.RootSpace.Get<OtherObject>(handle, Rights.Read).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(table.RootSpace.Get<Quota>(handle, Rights.Read).Error, Is.EqualTo(Errno.Invalid));
    }

    [Test]
    public void A_handle_means_nothing_in_another_space()
    {
        // C-89: another thread's list was once used in place of the caller's.
        CapabilityTable table = Given.Table();
        CapabilitySpace mine = Given.Space(table);
        CapabilityHandle handle = Given.File(table.RootSpace, out _);
        Assert.That(mine.Get<SampleObject>(handle, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
    }

    [Test]
    public void No_number_but_those_handed_out_opens_anything()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        HashSet<ulong> real = [.. Enumerable.Range(0, 20).Select(_ => Given.File(space, out SampleObject _).Value)];
        ulong[] generations = [0, 1, 2, 3, uint.MaxValue];
        ulong[] indices = [.. Enumerable.Range(0, 80).Select(index => (ulong)index), 1u << 27, 1u << 28, (1u << 28) + 3, 2u << 28, 3u << 28, 4u << 28, 5u << 28, uint.MaxValue];
        foreach (ulong forged in generations.SelectMany(generation => indices.Select(index => (generation << 32) | index)))
        {
            Assert.That(space.Get<SampleObject>(new CapabilityHandle(forged), Rights.None).IsOk, Is.EqualTo(real.Contains(forged)), $"{forged:x}");
        }
    }

    [Test]
    public void The_handle_of_a_deleted_capability_never_works_again()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        List<CapabilityHandle> dead = [];
        for (int i = 0; i < 1000; i++)
        {
            CapabilityHandle handle = Given.File(space, out _);
            Assert.That(dead, Has.No.Member(handle));
            Assert.That(space.Delete(handle), Is.EqualTo(Errno.None));
            dead.Add(handle);
        }

        _ = Given.File(space, out _);
        Assert.That(dead.Select(handle => space.Get<SampleObject>(handle, Rights.None).Error), Is.All.EqualTo(Errno.BadDescriptor));
        Assert.That(space.SlotCount, Is.EqualTo(16), "the slot was reused each time");
        table.CheckInvariants();
    }

    [Test]
    public void The_badge_comes_with_the_object()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle endpoint = space.Insert(new SampleObject(ObjectType.Endpoint), RightsTable.Applicable(ObjectType.Endpoint)).Expect("an endpoint");
        CapabilityHandle client = space.DeriveBadged(endpoint, Rights.Send | Rights.Duplicate | Rights.Badge, 77).Expect("a client");
        _ = space.Get<SampleObject>(client, Rights.Send, out ulong badge).Expect("may send");
        Assert.That(badge, Is.EqualTo(77));
        Assert.That(space.DeriveBadged(client, Rights.Send, 78).Error, Is.EqualTo(Errno.Exists), "a badge is set once");
        Assert.That(space.DeriveBadged(endpoint, Rights.Send, 0).Error, Is.EqualTo(Errno.Invalid), "0 is no badge");
        _ = space.Get<SampleObject>(space.Derive(client, Rights.Send).Expect("narrower"), Rights.Send, out badge);
        Assert.That(badge, Is.EqualTo(77), "a child keeps it");
        _ = space.Get<SampleObject>(space.Duplicate(client).Expect("an equal"), Rights.Send, out badge);
        Assert.That(badge, Is.EqualTo(77), "an equal keeps it");
    }

    [Test]
    public void A_lookup_allocates_nothing_whether_it_succeeds_or_not()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out _, Rights.Read);
        int found = 0;
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                found += space.Get<SampleObject>(handle, Rights.Read).IsOk ? 1 : 0;
                found += space.Get<SampleObject>(handle, Rights.Write).IsOk ? 1 : 0;
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(found, Is.EqualTo(3000));
    }
}
