using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Mappings and other uses as records of the tree, so that one walk reaches them.</summary>
[TestFixture]
public sealed class AttachmentTests
{
    private const Rights Mapped = Rights.Read | Rights.Map;

    [Test]
    public void Revoking_a_file_tells_the_address_space_of_every_mapping_of_it()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace owner = Given.Space(table);
        CapabilitySpace user = Given.Space(table);
        CapabilityHandle root = Given.File(owner, out SampleObject file);
        CapabilityHandle opened = owner.DeriveInto(user, root, Mapped).Expect("opened");
        SampleObject addressSpace = new(ObjectType.AddressSpace);
        Attachment[] regions = [.. Enumerable.Range(10, 3).Select(region =>
            user.Attach(opened, ObjectType.Region, Rights.Read, addressSpace, (ulong)region).Expect("mapped"))];
        table.CheckInvariants();
        Assert.That(owner.Revoke(root), Is.EqualTo(Errno.None));
        Assert.That(addressSpace.Revoked.Select(told => told.Badge), Is.EquivalentTo(new[] { 10UL, 11UL, 12UL }));
        Assert.That(addressSpace.Revoked.Select(told => told.Type), Is.All.EqualTo(ObjectType.Region));
        Assert.That(file.Revoked, Has.Count.EqualTo(4), "the object hears of each, to wake those who wait on it");
        Assert.That(regions.Any(table.IsAttached), Is.False);
        table.Dismiss(addressSpace);
        table.CheckInvariants();
    }

    [Test]
    public void A_mapping_outlives_the_handle_it_was_made_from_and_keeps_the_object_alive()
    {
        // mmap(2): closing the file descriptor does not unmap the region.
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out SampleObject file);
        Attachment region = space.Attach(handle, ObjectType.Region, Rights.Read, new SampleObject(ObjectType.AddressSpace), 1).Expect("mapped");
        Assert.That(space.Delete(handle), Is.EqualTo(Errno.None));
        Assert.That(file.Destructions, Is.Zero);
        table.CheckInvariants();
        table.Detach(region);
        Assert.That(file.Destructions, Is.Zero, "detaching runs no hook in the middle of the caller's work");
        Assert.That(table.Reap(), Is.EqualTo(Progress.Done));
        Assert.That(file.Destructions, Is.EqualTo(1));
    }

    [Test]
    public void A_mapping_has_the_rights_of_its_capability_at_most()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.File(table.RootSpace, out _, Rights.Read);
        SampleObject addressSpace = new(ObjectType.AddressSpace);
        Assert.That(
            table.RootSpace.Attach(handle, ObjectType.Region, Rights.Read | Rights.Write, addressSpace, 1).Error, Is.EqualTo(Errno.NotCapable));
        Attachment region = table.RootSpace.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, 1).Expect("mapped");
        Assert.That(table.Derive(region, Rights.Write, addressSpace, 2, table.RootQuota).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(table.RightsOf(region), Is.EqualTo(Rights.Read));
    }

    [Test]
    public void A_forked_region_goes_with_the_file_and_stays_when_the_parents_region_is_unmapped()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out _);
        SampleObject parent = new(ObjectType.AddressSpace);
        SampleObject child = new(ObjectType.AddressSpace);
        Attachment mapped = space.Attach(handle, ObjectType.Region, Rights.Read, parent, 1).Expect("mapped");
        Attachment forked = table.Derive(mapped, Rights.Read, child, 2, table.RootQuota).Expect("forked");
        Attachment half = table.Duplicate(forked, 3).Expect("split");
        table.Detach(mapped);
        table.CheckInvariants();
        Assert.That(table.IsAttached(forked) && table.IsAttached(half));
        table.SetBadge(forked, 4);
        Assert.That(space.Revoke(handle), Is.EqualTo(Errno.None));
        Assert.That(child.Revoked.Select(told => told.Badge), Is.EquivalentTo(new[] { 3UL, 4UL }));
        table.CheckInvariants();
    }

    [Test]
    public void A_holder_may_take_several_steps_and_may_detach_in_its_hook()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out _);
        SampleObject addressSpace = new(ObjectType.AddressSpace) { StepsPerHook = 3 };
        List<Attachment> regions = [.. Enumerable.Range(0, 4).Select(region =>
            space.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, (ulong)region).Expect("mapped"))];
        addressSpace.WhenRevoked = revoked =>
        {
            table.Detach(revoked.Attachment);
            foreach (Attachment region in regions.Where(region => table.IsAttached(region)).Take(1))
            {
                table.Detach(region);
            }
        };
        int steps = 0;
        while (space.Revoke(handle) == Errno.Again)
        {
            table.CheckInvariants();
            Assert.That(steps++, Is.LessThan(100));
        }

        Assert.That(regions.Any(table.IsAttached), Is.False);
        Assert.That(addressSpace.Revoked, Has.Count.EqualTo(2), "the others were detached by then");
        table.CheckInvariants();
    }

    [Test]
    public void A_hook_may_delete_the_very_capability_that_is_being_revoked()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out SampleObject file);
        SampleObject addressSpace = new(ObjectType.AddressSpace) { WhenRevoked = _ => space.Delete(handle) };
        _ = space.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, 1);
        Assert.That(space.Revoke(handle), Is.EqualTo(Errno.None));
        Assert.That(table.Reap(), Is.EqualTo(Progress.Done));
        Assert.That(file.Destructions, Is.EqualTo(1));
        table.CheckInvariants();
    }

    [Test]
    public void Mappings_are_charged_as_mappings_to_whoever_maps()
    {
        CapabilityTable table = Given.Table();
        QuotaAmounts amounts = Given.Amounts(10);
        amounts[Resource.Mappings] = 2;
        CapabilitySpace space = CapabilitySpace.Create(table, Given.QuotaOf(table, Given.Quota(table, amounts))).Expect("a space");
        CapabilityHandle handle = Given.File(space, out SampleObject file);
        SampleObject addressSpace = new(ObjectType.AddressSpace);
        Attachment first = space.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, 1).Expect("one");
        _ = table.Attach(file, ObjectType.Region, Rights.Read, addressSpace, 2, space.Quota).Expect("two");
        Assert.That(space.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, 3).Error, Is.EqualTo(Errno.QuotaExceeded));
        table.Detach(first);
        Assert.That(space.Attach(handle, ObjectType.Region, Rights.Read, addressSpace, 3).IsOk);
        table.CheckInvariants();
    }
}
