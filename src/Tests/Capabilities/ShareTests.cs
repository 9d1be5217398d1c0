using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Sharing with children, siblings, the thread group and the container: C-82, C-83, C-84, C-90, C-91.</summary>
[TestFixture]
public sealed class ShareTests
{
    private CapabilityTable _table = null!;
    private CapabilitySpace _pager = null!;
    private CapabilitySpace _child = null!;
    private CapabilitySpace _other = null!;
    private CapabilitySpace _stranger = null!;
    private CapabilitySpace _children = null!;
    private CapabilitySpace _group = null!;
    private CapabilitySpace _container = null!;

    [SetUp]
    public void A_pager_with_two_children_and_a_stranger()
    {
        _table = Given.Table();
        _pager = Given.Space(_table);
        _child = Given.Space(_table);
        _other = Given.Space(_table);
        _stranger = Given.Space(_table);
        _children = Given.Space(_table);
        _group = Given.Space(_table);
        _container = Given.Space(_table);
        _pager.Join(Audience.Children, _children);
        _child.Join(Audience.Siblings, _children);
        _other.Join(Audience.Siblings, _children);
        _child.Join(Audience.Group, _group);
        _other.Join(Audience.Group, _group);
        foreach (CapabilitySpace member in new[] { _pager, _child, _other })
        {
            member.Join(Audience.Container, _container);
        }
    }

    [TearDown]
    public void All_invariants_hold() => _table.CheckInvariants();

    private static bool CanRead(CapabilitySpace space, CapabilityHandle handle) => space.Get<SampleObject>(handle, Rights.Read).IsOk;

    [Test]
    public void What_a_pager_shares_with_its_children_its_children_can_use_and_nobody_else()
    {
        CapabilityHandle shared = _pager.Share(Given.File(_pager, out _), Audience.Children, Rights.Read).Expect("shared");
        Assert.That(CanRead(_child, shared) && CanRead(_other, shared));
        Assert.That(CanRead(_stranger, shared) || CanRead(_pager, shared), Is.False);
        Assert.That(_child.Get<SampleObject>(shared, Rights.Write).Error, Is.EqualTo(Errno.NotCapable));
    }

    [Test]
    public void What_a_child_shares_with_its_siblings_reaches_the_children_of_its_parent()
    {
        CapabilityHandle shared = _child.Share(Given.File(_child, out _), Audience.Siblings, Rights.Read).Expect("shared");
        Assert.That(CanRead(_other, shared) && CanRead(_child, shared));
        Assert.That(CanRead(_pager, shared), Is.False);
    }

    [Test]
    public void What_is_shared_with_a_container_stays_in_it()
    {
        // C-90: the container is the boundary.
        CapabilityHandle shared = _pager.Share(Given.File(_pager, out _), Audience.Container, Rights.Read).Expect("shared");
        Assert.That(CanRead(_child, shared) && CanRead(_pager, shared));
        Assert.That(CanRead(_stranger, shared), Is.False);
    }

    [Test]
    public void Sharing_needs_the_right_to_duplicate_and_to_transfer()
    {
        CapabilityHandle file = Given.File(_pager, out _, Rights.Read | Rights.Duplicate);
        Assert.That(_pager.Share(file, Audience.Children, Rights.Read).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(Given.LastDenial(_table).Missing, Is.EqualTo(Rights.Transfer));
        Assert.That(_stranger.Share(Given.File(_stranger, out _), Audience.Group, Rights.Read).Error, Is.EqualTo(Errno.NoEntry), "it has no group");
    }

    [Test]
    public void Only_what_one_holds_oneself_can_be_shared_deleted_moved_or_revoked()
    {
        CapabilityHandle shared = _pager.Share(Given.File(_pager, out _), Audience.Children, Given.FileRights).Expect("shared");
        Assert.That(_child.Share(shared, Audience.Container, Rights.Read).Error, Is.EqualTo(Errno.NotPermitted));
        Assert.That(_child.Delete(shared), Is.EqualTo(Errno.NotPermitted));
        Assert.That(_child.Move(shared).Error, Is.EqualTo(Errno.NotPermitted));
        Assert.That(_child.Revoke(shared), Is.EqualTo(Errno.NotPermitted));
        Assert.That(_child.Transfer(_other, shared, Rights.Read).Error, Is.EqualTo(Errno.NotPermitted));
        Assert.That(Given.LastDenial(_table).Reason, Is.EqualTo(DenialReason.NotHeld));
    }

    [Test]
    public void Revoking_withdraws_what_was_shared_and_all_that_was_made_of_it()
    {
        CapabilityHandle file = Given.File(_pager, out _);
        CapabilityHandle shared = _pager.Share(file, Audience.Children, Given.FileRights).Expect("shared");
        CapabilityHandle derived = _child.Derive(shared, Rights.Read).Expect("a child may narrow it for itself");
        Assert.That(CanRead(_child, derived));
        Assert.That(_pager.Revoke(file), Is.EqualTo(Errno.None));
        Assert.That(CanRead(_child, shared) || CanRead(_child, derived), Is.False);
        Assert.That(CanRead(_pager, file));
    }

    [Test]
    public void What_a_leader_shared_with_its_group_stays_when_the_leader_exits()
    {
        // C-84
        CapabilityHandle shared = _child.Share(Given.File(_child, out SampleObject file), Audience.Group, Rights.Read).Expect("shared");
        while (_child.Close() == Progress.Again)
        {
        }

        Assert.That(CanRead(_other, shared));
        Assert.That(file.Destructions, Is.Zero);
        while (_group.Close() == Progress.Again)
        {
        }

        Assert.That(CanRead(_other, shared), Is.False);
        Assert.That(file.Destructions, Is.EqualTo(1));
    }

    [Test]
    public void A_search_finds_the_most_private_capability_first_and_then_the_wider_ones()
    {
        // C-82: private, then group, then the parent's children, then the container; reading covers all lists.
        CapabilityHandle source = Given.File(_pager, out SampleObject file);
        CapabilityHandle contained = _pager.Share(source, Audience.Container, Rights.Read).Expect("shared");
        CapabilityHandle sibling = _pager.Share(source, Audience.Children, Rights.Read).Expect("shared");
        CapabilityHandle grouped = _other.Share(_pager.DeriveInto(_other, source, Given.FileRights).Expect("given"), Audience.Group, Rights.Read).Expect("shared");
        CapabilityHandle own = _pager.DeriveInto(_child, source, Rights.Read).Expect("given");
        _ = Given.File(_child, out _);

        CapabilitySearch search = new(ObjectType.File, Rights.Read, file);
        foreach (CapabilityHandle expected in new[] { own, grouped, sibling, contained })
        {
            Assert.That(_child.Find(ref search).Expect("there is one"), Is.EqualTo(expected));
        }

        Assert.That(_child.Find(ref search).Error, Is.EqualTo(Errno.NoEntry));

        // Revoke each in turn: the next wider one is found.
        CapabilitySearch first = new(ObjectType.File, Rights.Read, file);
        Assert.That(_child.Delete(own), Is.EqualTo(Errno.None));
        Assert.That(_child.Find(ref first).Expect("there is one"), Is.EqualTo(grouped));
        CapabilitySearch writable = new(ObjectType.File, Rights.Write, file);
        Assert.That(_child.Find(ref writable).Error, Is.EqualTo(Errno.NoEntry));
    }

    [Test]
    public void A_long_search_goes_on_where_it_stopped()
    {
        CapabilityTable table = Given.Table(100_000);
        CapabilitySpace space = Given.Space(table);
        for (int i = 0; i < 40_000; i++)
        {
            _ = Given.File(space, out _, Rights.Read);
        }

        CapabilityHandle last = space.Insert(new SampleObject(ObjectType.Clock), Rights.Read).Expect("a clock");
        CapabilitySearch search = new(ObjectType.Clock, Rights.Read);
        int steps = 1;
        Result<CapabilityHandle> found;
        while ((found = space.Find(ref search)).Error == Errno.Again)
        {
            steps++;
        }

        Assert.That((found.Expect("there is one"), steps), Is.EqualTo((last, 3)));
    }

    [Test]
    public void A_pager_answers_a_client_that_asks_for_more()
    {
        // C-91
        QuotaAmounts amounts = Given.Only(Resource.Frames, 100);
        CapabilityHandle pagers = _table.RootSpace.Split(_table.RootQuotaHandle, amounts).Expect("the pager's");
        CapabilityHandle clients = _table.RootSpace.Split(pagers, Given.Only(Resource.Frames, 10)).Expect("the client's");
        Quota client = _table.RootSpace.Get<Quota>(clients, Rights.Charge).Expect("a quota");
        Assert.That(client.TryCharge(Resource.Frames, 11), Is.False);
        Assert.That(_table.RootSpace.Endow(pagers, clients, Given.Only(Resource.Frames, 5)), Is.EqualTo(Errno.None));
        Assert.That(client.TryCharge(Resource.Frames, 11), Is.True);
        Assert.That(_table.RootSpace.Endow(pagers, clients, Given.Only(Resource.Frames, 86)), Is.EqualTo(Errno.QuotaExceeded));
        Assert.That(_table.RootSpace.Endow(clients, pagers, Given.Only(Resource.Frames, 5)), Is.EqualTo(Errno.QuotaExceeded), "only what is unused");
    }
}
