using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Moving, giving away and splitting rights: C-85, C-86.</summary>
[TestFixture]
public sealed class TransferTests
{
    [Test]
    public void A_transferred_capability_is_gone_here_and_there_with_the_same_rights()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace from = Given.Space(table, 10);
        CapabilitySpace to = Given.Space(table, 10);
        CapabilityHandle file = Given.File(from, out SampleObject subject);
        CapabilityHandle given = from.Transfer(to, file, Given.FileRights).Expect("may be given");
        Assert.That(from.Get<SampleObject>(file, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(to.Get<SampleObject>(given, Given.FileRights).Expect("it is there"), Is.SameAs(subject));
        Assert.That((from.Quota.Used(Resource.Capabilities), to.Quota.Used(Resource.Capabilities)), Is.EqualTo((0UL, 1UL)), "the new holder pays");
        table.CheckInvariants();
    }

    [Test]
    public void A_transfer_that_fails_says_so_and_changes_nothing()
    {
        // C-86: the seed dropped the result of its grant and always answered success.
        CapabilityTable table = Given.Table();
        CapabilitySpace from = Given.Space(table, 10);
        CapabilitySpace full = Given.Space(table, 1);
        _ = Given.File(full, out _);
        CapabilityHandle file = Given.File(from, out _);
        CapabilityHandle fixedFile = Given.File(from, out _, Rights.Read);
        Assert.That(from.Transfer(full, file, Given.FileRights).Error, Is.EqualTo(Errno.QuotaExceeded));
        Assert.That(from.Transfer(full, fixedFile, Rights.Read).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(from.Get<SampleObject>(file, Given.FileRights).IsOk && from.Get<SampleObject>(fixedFile, Rights.Read).IsOk);
        Assert.That((from.Count, full.Count), Is.EqualTo((2, 1)));
        table.CheckInvariants();
    }

    [Test]
    public void A_capability_can_be_given_away_for_good_without_its_common_rights()
    {
        // C-86: GRANT_IMMUTABLE strips the generic permissions.
        CapabilityTable table = Given.Table();
        CapabilitySpace to = Given.Space(table);
        CapabilityHandle file = Given.File(table.RootSpace, out _);
        CapabilityHandle given = table.RootSpace.Transfer(to, file, Rights.Read).Expect("narrowed on the way");
        Assert.That(to.Transfer(table.RootSpace, given, Rights.Read).Error, Is.EqualTo(Errno.NotCapable));
    }

    [Test]
    public void A_capability_with_children_is_not_narrowed_under_them()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle file = Given.File(table.RootSpace, out _);
        _ = table.RootSpace.Derive(file, Rights.Write);
        Assert.That(table.RootSpace.Transfer(Given.Space(table), file, Rights.Read).Error, Is.EqualTo(Errno.Busy));
        Assert.That(table.RootSpace.SplitRights(file, Rights.Read).Error, Is.EqualTo(Errno.Busy));
        CapabilitySpace to = Given.Space(table);
        CapabilityHandle given = table.RootSpace.Transfer(to, file, Given.FileRights).Expect("whole, it may go");
        Assert.That(to.Revoke(given), Is.EqualTo(Errno.None), "and takes its place in the tree along");
        table.CheckInvariants();
    }

    [Test]
    public void Moving_gives_the_same_capability_a_new_handle()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table, 1);
        CapabilityHandle file = Given.File(space, out SampleObject subject);
        CapabilityHandle moved = space.Move(file).Expect("moved");
        Assert.That(moved, Is.Not.EqualTo(file));
        Assert.That(space.Get<SampleObject>(moved, Given.FileRights).Expect("moved"), Is.SameAs(subject), "although its quota has room for one only");
        Assert.That(space.Get<SampleObject>(file, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.Moved));
    }

    [Test]
    public void Splitting_rights_gives_two_disjoint_parts_that_make_the_whole()
    {
        // C-85
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle file = Given.File(space, out _, Rights.Inspect | Rights.Read | Rights.Write);
        Assert.That(space.SplitRights(file, Rights.None).Error, Is.EqualTo(Errno.Invalid), "no part may be empty");
        Assert.That(space.SplitRights(file, Rights.Read | Rights.Write).Error, Is.EqualTo(Errno.Invalid), "no part may be empty");
        Assert.That(space.SplitRights(file, Rights.Execute).Error, Is.EqualTo(Errno.NotCapable));
        CapabilityHandle writer = space.SplitRights(file, Rights.Write).Expect("split");
        Assert.That(space.Inspect(file).Expect("may").Rights, Is.EqualTo(Rights.Inspect | Rights.Read));
        Assert.That(space.Inspect(writer).Expect("may").Rights, Is.EqualTo(Rights.Inspect | Rights.Write));
        Assert.That(space.Get<SampleObject>(file, Rights.Write).Error, Is.EqualTo(Errno.NotCapable));
        table.CheckInvariants();
    }
}
