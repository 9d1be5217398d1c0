using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Amounts that are never lost and never made: C-85, C-88, C-102.</summary>
[TestFixture]
public sealed class QuotaTests
{
    [Test]
    public void Exhausting_a_quota_fails_its_holder_and_nobody_else()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace small = Given.Space(table, 3);
        CapabilitySpace large = Given.Space(table, 100);
        for (int i = 0; i < 3; i++)
        {
            _ = Given.File(small, out _);
        }

        uint records = table.RecordCount;
        Assert.That(small.Insert(new SampleObject(ObjectType.File), Rights.Read).Error, Is.EqualTo(Errno.QuotaExceeded));
        Assert.That(table.RecordCount, Is.EqualTo(records), "a failure leaves nothing behind");
        Assert.That(large.Insert(new SampleObject(ObjectType.File), Rights.Read).IsOk);
        table.CheckInvariants();
    }

    [Test]
    public void A_quota_without_objects_cannot_register_one()
    {
        CapabilityTable table = Given.Table();
        QuotaAmounts amounts = Given.Amounts(10);
        amounts[Resource.Objects] = 2;
        CapabilitySpace space = CapabilitySpace.Create(table, Given.QuotaOf(table, Given.Quota(table, amounts))).Expect("one object");
        CapabilityHandle file = Given.File(space, out _);
        Assert.That(space.Insert(new SampleObject(ObjectType.File), Rights.Read).Error, Is.EqualTo(Errno.QuotaExceeded));
        Assert.That(space.Delete(file), Is.EqualTo(Errno.None));
        Assert.That(space.Insert(new SampleObject(ObjectType.File), Rights.Read).IsOk, "the destroyed one is given back");
        table.CheckInvariants();
    }

    [Test]
    public void Giving_back_more_than_was_taken_stops_the_machine()
    {
        // C-88: the seed asked whether an unsigned difference was negative.
        Quota quota = Given.Table().RootQuota;
        Assert.That(quota.TryCharge(Resource.Frames, 5));
        quota.Uncharge(Resource.Frames, 5);
        Assert.That(() => quota.Uncharge(Resource.Frames, 1), Throws.TypeOf<InvariantBrokenException>());
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(1_000_000_001UL)]
    public void A_charge_that_would_wrap_is_refused(ulong amount)
    {
        Quota quota = Given.Table().RootQuota;
        Assert.That(quota.TryCharge(Resource.Frames, 10));
        Assert.That(quota.TryCharge(Resource.Frames, amount), Is.False);
        Assert.That(quota.Used(Resource.Frames), Is.EqualTo(10));
    }

    [Test]
    public void Creating_and_destroying_at_the_limit_ends_at_nothing_used()
    {
        // C-88: "parallel create/destroy at limit, used returns to 0".
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table, 5);
        List<CapabilityHandle> held = [];
        Random random = new(88);
        for (int i = 0; i < 2000; i++)
        {
            if (random.Next(2) == 0)
            {
                Result<CapabilityHandle> made = space.Insert(new SampleObject(ObjectType.File), Rights.Read);
                Assert.That(made.IsOk, Is.EqualTo(held.Count < 5));
                held.AddRange(made.Ok(out CapabilityHandle handle, out _) ? [handle] : []);
            }
            else if (held.Count > 0)
            {
                Assert.That(space.Delete(held[^1]), Is.EqualTo(Errno.None));
                held.RemoveAt(held.Count - 1);
            }
        }

        held.ForEach(handle => _ = space.Delete(handle));
        Assert.That(space.Quota.Used(Resource.Capabilities), Is.Zero);
        table.CheckInvariants();
    }

    [Test]
    public void Splitting_takes_only_what_is_unused_and_no_part_is_empty()
    {
        // C-85
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle handle = Given.Quota(table, Given.Only(Resource.Frames, 100));
        Quota quota = Given.QuotaOf(table, handle);
        Assert.That(quota.TryCharge(Resource.Frames, 60));
        Assert.That(space.Split(handle, default).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(space.Split(handle, Given.Only(Resource.Frames, 41)).Error, Is.EqualTo(Errno.QuotaExceeded));
        CapabilityHandle part = space.Split(handle, Given.Only(Resource.Frames, 40)).Expect("so much is unused");
        Assert.That((quota.Limit(Resource.Frames), Given.QuotaOf(table, part).Limit(Resource.Frames)), Is.EqualTo((60UL, 40UL)));
        Assert.That(space.Split(space.Derive(handle, Rights.Charge).Expect("narrow"), Given.Only(Resource.Frames, 1)).Error, Is.EqualTo(Errno.NotCapable));
        table.CheckInvariants();
    }

    [Test]
    public void A_split_that_cannot_be_held_gives_everything_back()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace full = Given.Space(table, 1);
        CapabilityHandle quota = table.RootSpace.DeriveInto(full, table.RootQuotaHandle, RightsTable.Applicable(ObjectType.Quota)).Expect("one");
        ulong before = table.RootQuota.Limit(Resource.Frames);
        Assert.That(full.Split(quota, Given.Only(Resource.Frames, 7)).Error, Is.EqualTo(Errno.QuotaExceeded));
        Assert.That(table.RootQuota.Limit(Resource.Frames), Is.EqualTo(before));
        table.CheckInvariants();
    }

    [Test]
    public void A_closed_quota_returns_what_it_does_not_use_at_once_and_the_rest_as_it_comes_back()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        ulong whole = table.RootQuota.Limit(Resource.Frames);
        CapabilityHandle outer = Given.Quota(table, Given.Only(Resource.Frames, 100));
        CapabilityHandle inner = space.Split(outer, Given.Only(Resource.Frames, 50)).Expect("a part");
        Quota quota = Given.QuotaOf(table, inner);
        Assert.That(quota.TryCharge(Resource.Frames, 20));
        Assert.That(space.Revoke(table.RootQuotaHandle), Is.EqualTo(Errno.None), "takes both back");
        Assert.That(quota.IsClosed && !quota.TryCharge(Resource.Frames, 1));
        Assert.That(table.RootQuota.Limit(Resource.Frames), Is.EqualTo(whole - 20));
        table.CheckInvariants();
        quota.Uncharge(Resource.Frames, 20);
        Assert.That(table.RootQuota.Limit(Resource.Frames), Is.EqualTo(whole));
        Assert.That(table.ObjectCount, Is.EqualTo(2), "and are forgotten when nothing is charged to them");
        table.CheckInvariants();
    }

    [Test]
    public void A_space_can_be_closed_after_the_quota_that_pays_for_it()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.Quota(table, Given.Amounts(10));
        CapabilitySpace space = CapabilitySpace.Create(table, Given.QuotaOf(table, handle)).Expect("a space");
        CapabilityHandle file = Given.File(space, out _);
        Assert.That(table.RootSpace.Delete(handle), Is.EqualTo(Errno.None));
        table.CheckInvariants();
        Assert.That(space.Get<SampleObject>(file, Rights.Read).IsOk, "what was paid for stays");
        Assert.That(space.Derive(file, Rights.Read).Error, Is.EqualTo(Errno.QuotaExceeded), "but nothing is added");
        Assert.That(space.Close(), Is.EqualTo(Progress.Done));
        Assert.That(table.ObjectCount, Is.EqualTo(2));
        table.CheckInvariants();
    }

    [Test]
    public void Sums_are_conserved_over_any_history()
    {
        Arbitrary<(byte Operation, byte Which, byte Amount)[]> histories = ArbMap.Default.ArbFor<(byte Operation, byte Which, byte Amount)[]>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(100), Prop.ForAll(histories, history =>
        {
            CapabilityTable table = Given.Table();
            CapabilitySpace space = table.RootSpace;
            List<CapabilityHandle> handles = [table.RootQuotaHandle];
            Dictionary<Quota, ulong> used = [];
            foreach ((byte operation, byte which, byte amount) in history)
            {
                CapabilityHandle handle = handles[which % handles.Count];
                if (!space.Get<Quota>(handle, Rights.Charge).Ok(out Quota? quota, out _))
                {
                    continue;
                }

                ulong mine = used.GetValueOrDefault(quota);
                switch (operation % 5)
                {
                    case 0:
                        handles.AddRange(space.Split(handle, Given.Only(Resource.Frames, amount)).Ok(out CapabilityHandle part, out _) ? [part] : []);
                        break;
                    case 1:
                        used[quota] = mine + (quota.TryCharge(Resource.Frames, amount) ? amount : 0ul);
                        break;
                    case 2:
                        ulong back = Math.Min(mine, amount);
                        quota.Uncharge(Resource.Frames, back);
                        used[quota] = mine - back;
                        break;
                    case 3 when handle != table.RootQuotaHandle:
                        _ = space.Delete(handle);
                        break;
                    default:
                        _ = space.Endow(handle, handles[amount % handles.Count], Given.Only(Resource.Frames, (ulong)which / 8));
                        break;
                }

                table.CheckInvariants();
                Assert.That(used.Select(pair => pair.Key.Used(Resource.Frames)), Is.EqualTo(used.Values));
            }

            foreach ((Quota quota, ulong amount) in used)
            {
                quota.Uncharge(Resource.Frames, amount);
            }

            table.CheckInvariants();
        }));
    }
}
