using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Taking back, and the end of objects.</summary>
[TestFixture]
public sealed class RevocationTests
{
    [Test]
    public void Revoking_takes_exactly_the_descendants_wherever_they_are()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace[] spaces = [.. Enumerable.Range(0, 3).Select(_ => Given.Space(table))];
        CapabilityHandle root = Given.File(spaces[0], out SampleObject file);
        CapabilityHandle child = spaces[0].DeriveInto(spaces[1], root, Given.FileRights).Expect("a child");
        CapabilityHandle grandchild = spaces[1].DeriveInto(spaces[2], child, Rights.Read).Expect("a grandchild");
        CapabilityHandle stranger = Given.File(spaces[2], out _);
        Assert.That(spaces[0].Revoke(root), Is.EqualTo(Errno.None));
        Assert.That(spaces[1].Get<SampleObject>(child, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(spaces[2].Get<SampleObject>(grandchild, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.Revoked));
        Assert.That(spaces[2].Get<SampleObject>(stranger, Given.FileRights).IsOk && spaces[0].Get<SampleObject>(root, Given.FileRights).IsOk);
        Assert.That(file.Destructions, Is.Zero);
        table.CheckInvariants();
    }

    [Test]
    public void Deleting_a_capability_in_the_middle_does_not_free_its_descendants_from_revocation()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle middle = space.Derive(root, Given.FileRights).Expect("the middle");
        CapabilityHandle[] leaves = [.. Enumerable.Range(0, 5).Select(_ => space.Derive(middle, Rights.Read).Expect("a leaf"))];
        Assert.That(space.Delete(middle), Is.EqualTo(Errno.None));
        table.CheckInvariants();
        Assert.That(leaves.Select(leaf => space.Get<SampleObject>(leaf, Rights.Read).IsOk), Is.All.True);
        Assert.That(space.Revoke(root), Is.EqualTo(Errno.None));
        Assert.That(leaves.Select(leaf => space.Get<SampleObject>(leaf, Rights.Read).IsOk), Is.All.False);
        table.CheckInvariants();
    }

    [Test]
    public void Deleted_ancestors_are_never_more_than_the_living()
    {
        // A chain grown at one end and deleted at the other would otherwise leave an ever longer tail.
        CapabilityTable table = Given.Table(capacity: 100);
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle handle = Given.File(space, out _);
        for (int i = 0; i < 1000; i++)
        {
            CapabilityHandle next = space.Derive(handle, Given.FileRights).Expect("there is room");
            Assert.That(space.Delete(handle), Is.EqualTo(Errno.None));
            handle = next;
        }

        Assert.That(table.RecordCount, Is.LessThan(10));
        table.CheckInvariants();
    }

    [Test]
    public void The_last_delete_destroys_the_object_at_once()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle first = Given.File(space, out SampleObject file);
        CapabilityHandle second = space.Duplicate(first).Expect("an equal");
        int objects = table.ObjectCount;
        Assert.That(space.Delete(first), Is.EqualTo(Errno.None));
        Assert.That(file.Destructions, Is.Zero);
        Assert.That(space.Delete(second), Is.EqualTo(Errno.None));
        Assert.That(file.Destructions, Is.EqualTo(1));
        Assert.That(table.ObjectCount, Is.EqualTo(objects - 1));
    }

    [Test]
    public void An_object_that_takes_long_to_destroy_is_asked_again_until_it_is_done()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.File(table.RootSpace, out SampleObject file);
        file.StepsPerHook = 5;
        Assert.That(table.RootSpace.Delete(handle), Is.EqualTo(Errno.None));
        int passes = 0;
        while (table.Reap() == Progress.Again)
        {
            passes++;
            table.CheckInvariants();
        }

        Assert.That((file.Destructions, passes), Is.EqualTo((1, 4)));
    }

    [Test]
    public void An_object_handed_out_again_before_it_is_destroyed_lives_on()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.File(table.RootSpace, out SampleObject file);
        file.StepsPerHook = 3;
        _ = table.RootSpace.Delete(handle);
        CapabilityHandle again = table.RootSpace.Insert(file, Rights.Read).Expect("handed out anew");
        while (table.Reap() == Progress.Again)
        {
        }

        Assert.That(file.Destructions, Is.Zero);
        Assert.That(table.RootSpace.Get<SampleObject>(again, Rights.Read).IsOk);
        table.CheckInvariants();
    }

    [Test]
    public void A_space_whose_last_capability_goes_gives_up_all_it_holds_and_what_that_holds()
    {
        // Spaces within spaces, 200 deep: by a loop, not by recursion.
        CapabilityTable table = Given.Table();
        CapabilitySpace outer = Given.Space(table);
        CapabilitySpace holder = outer;
        CapabilityHandle first = default;
        for (int depth = 0; depth < 200; depth++)
        {
            CapabilitySpace inner = Given.Space(table);
            CapabilityHandle handle = holder.Insert(inner, Rights.Read).Expect("a space");
            first = depth == 0 ? handle : first;
            holder = inner;
        }

        _ = Given.File(holder, out SampleObject file);
        Assert.That(outer.Delete(first), Is.EqualTo(Errno.None));
        while (table.Reap() == Progress.Again)
        {
        }

        Assert.That(file.Destructions, Is.EqualTo(1));
        Assert.That(table.ObjectCount, Is.EqualTo(3), "the root's quota and space, and the outer one");
        table.CheckInvariants();
    }

    [Test]
    public void A_revocation_whose_caller_never_comes_back_is_finished_by_the_executive()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        for (int i = 0; i < 300; i++)
        {
            _ = space.Derive(root, Rights.Read);
        }

        Assert.That(space.Revoke(root, budget: 3), Is.EqualTo(Errno.Again));
        Assert.That(space.Delete(root), Is.EqualTo(Errno.None));
        while (table.Reap(7) == Progress.Again)
        {
            table.CheckInvariants();
        }

        Assert.That(space.Count, Is.Zero);
        Assert.That(table.RunningRevocations, Is.Zero);
    }

    [Test]
    public void Nothing_can_be_derived_below_a_running_revocation()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle child = space.Derive(root, Given.FileRights).Expect("a child");
        CapabilityHandle grandchild = space.Derive(child, Given.FileRights).Expect("a grandchild");
        _ = space.Derive(grandchild, Given.FileRights);
        Assert.That(space.Revoke(root, budget: 1), Is.EqualTo(Errno.Again));
        Assert.That(space.Derive(root, Rights.Read).Error, Is.EqualTo(Errno.Again), "wait until it is done");
        Assert.That(space.Derive(child, Rights.Read).Error, Is.EqualTo(Errno.BadDescriptor), "it is as good as gone");
        Assert.That(space.Derive(grandchild, Rights.Read).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(space.Duplicate(child).Error, Is.EqualTo(Errno.Again));
        Assert.That(Given.File(space, out _), Is.Not.EqualTo(CapabilityHandle.None), "others are not held up");
        while (space.Revoke(root, budget: 1) == Errno.Again)
        {
        }

        Assert.That(space.Derive(root, Rights.Read).IsOk);
    }

    [Test]
    public void A_program_that_derives_and_deletes_between_the_steps_does_not_hold_a_revocation_up()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace mine = Given.Space(table);
        CapabilitySpace theirs = Given.Space(table);
        CapabilityHandle root = Given.File(mine, out _);
        List<CapabilityHandle> held = [mine.DeriveInto(theirs, root, Given.FileRights).Expect("the first")];
        for (int i = 0; i < 200; i++)
        {
            held.Add(theirs.Derive(held[i / 2], Given.FileRights).Expect("more"));
        }

        int steps = 0;
        while (mine.Revoke(root, budget: 2) == Errno.Again)
        {
            steps++;
            foreach (CapabilityHandle handle in held.ToArray().Where((_, index) => index % 7 == steps % 7))
            {
                Result<CapabilityHandle> grown = theirs.Derive(handle, Rights.Read);
                Assert.That(grown.IsOk, Is.False);
                if (theirs.Move(handle).Ok(out CapabilityHandle moved, out _))
                {
                    held.Add(moved);
                }
            }

            table.CheckInvariants();
            Assert.That(steps, Is.LessThan(1000));
        }

        Assert.That(theirs.Count, Is.Zero);
    }

    [Test]
    public void Two_revocations_one_inside_the_other_both_finish()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle inner = space.Derive(root, Given.FileRights).Expect("inner");
        for (int i = 0; i < 20; i++)
        {
            _ = space.Derive(inner, Rights.Read);
        }

        Assert.That(space.Revoke(inner, budget: 1), Is.EqualTo(Errno.Again));
        Assert.That(space.Revoke(root, budget: 1), Is.EqualTo(Errno.Again));
        Assert.That(table.RunningRevocations, Is.EqualTo(2));
        Assert.That(space.Delete(inner), Is.EqualTo(Errno.None).Or.EqualTo(Errno.BadDescriptor));
        while (table.Reap(1) == Progress.Again)
        {
            table.CheckInvariants();
        }

        Assert.That(space.Count, Is.EqualTo(1));
        Assert.That(space.Get<SampleObject>(root, Given.FileRights).IsOk);
    }
}
