using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Narrowing, duplicating, sealing, reaching: C-80, C-87.</summary>
[TestFixture]
public sealed class DerivationTests
{
    [Test]
    public void Asking_for_a_right_that_is_not_held_is_an_error_that_names_it()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle file = Given.File(table.RootSpace, out _, Rights.Read | Rights.Inspect);
        Assert.That(table.RootSpace.Derive(file, Rights.Read | Rights.Write | Rights.Execute).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(Given.LastDenial(table).Missing, Is.EqualTo(Rights.Write | Rights.Execute));
    }

    [Test]
    public void A_sole_capability_cannot_be_multiplied_by_deriving_one_that_travels()
    {
        // C-87: replicating needs its own permission.
        CapabilityTable table = Given.Table();
        CapabilityHandle sole = Given.File(table.RootSpace, out _, Rights.Read | Rights.Transfer);
        Assert.That(table.RootSpace.Derive(sole, Rights.Read | Rights.Transfer).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(Given.LastDenial(table).Missing, Is.EqualTo(Rights.Duplicate));
        Assert.That(table.RootSpace.DeriveInto(Given.Space(table), sole, Rights.Read).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(table.RootSpace.Duplicate(sole).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(table.RootSpace.Derive(sole, Rights.Read).IsOk, "used where it is, it may be narrowed");
    }

    [Test]
    public void A_duplicate_outlives_the_revocation_of_its_twin_but_not_of_their_parent()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle parent = Given.File(space, out _);
        CapabilityHandle twin = space.Derive(parent, Given.FileRights).Expect("a child");
        CapabilityHandle other = space.Duplicate(twin).Expect("an equal");
        Assert.That(space.Revoke(twin), Is.EqualTo(Errno.None));
        Assert.That(space.Get<SampleObject>(other, Given.FileRights).IsOk);
        Assert.That(space.Revoke(parent), Is.EqualTo(Errno.None));
        Assert.That(space.Get<SampleObject>(other, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
    }

    [Test]
    public void What_comes_through_a_weak_capability_cannot_be_written()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace holder = Given.Space(table);
        CapabilitySpace shelf = Given.Space(table);
        CapabilityHandle file = Given.File(shelf, out _);
        CapabilityHandle strong = holder.Insert(shelf, RightsTable.Applicable(ObjectType.CapabilitySpace)).Expect("the shelf");
        CapabilityHandle weak = holder.Seal(strong).Expect("a sealed one");

        Assert.That(holder.TakeFrom(strong, file, Rights.Read | Rights.Write).IsOk);
        Assert.That(holder.TakeFrom(weak, file, Rights.Read | Rights.Write).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(Given.LastDenial(table).Missing, Is.EqualTo(Rights.Write | Rights.Strong));
        CapabilityHandle read = holder.TakeFrom(weak, file, Rights.Read | Rights.Duplicate).Expect("reading is allowed");
        Assert.That(holder.Derive(read, Rights.Write).Error, Is.EqualTo(Errno.NotCapable), "and cannot grow back");
        Assert.That(holder.TakeFrom(holder.Derive(strong, Rights.Inspect).Expect("narrow"), file, Rights.Read).Error, Is.EqualTo(Errno.NotCapable));
    }

    [Test]
    public void A_sealed_capability_keeps_only_what_changes_nothing()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle file = Given.File(table.RootSpace, out _);
        CapabilityHandle weak = table.RootSpace.Seal(file).Expect("sealed");
        Rights rights = table.RootSpace.Inspect(weak).Expect("may be inspected").Rights;
        Assert.That(rights, Is.EqualTo(Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Read | Rights.Execute | Rights.Map));
    }

    [Test]
    public void What_is_reached_through_a_capability_has_its_rights_at_most_and_goes_with_it()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        SampleObject directory = new(ObjectType.Directory);
        SampleObject file = new(ObjectType.File);
        CapabilityHandle root = space.Insert(directory, RightsTable.Applicable(ObjectType.Directory)).Expect("a directory");
        CapabilityHandle readOnly = space.Derive(root, Rights.Read | Rights.Map).Expect("read-only");
        Assert.That(space.Reach(readOnly, file, Rights.Read | Rights.Write).Error, Is.EqualTo(Errno.NotCapable));
        Assert.That(space.Reach(root, file, Rights.Read | Rights.Create).Error, Is.EqualTo(Errno.Invalid), "files have no Create");
        CapabilityHandle open = space.Reach(readOnly, file, Rights.Read).Expect("an open file");
        Assert.That(space.Revoke(root), Is.EqualTo(Errno.None));
        Assert.That(space.Get<SampleObject>(open, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor));
        Assert.That(file.Destructions, Is.EqualTo(1));
        Assert.That(directory.Destructions, Is.Zero);
    }

    [Test]
    public void Inspecting_is_a_right()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle shy = Given.File(table.RootSpace, out _, Rights.Read);
        Assert.That(table.RootSpace.Inspect(shy).Error, Is.EqualTo(Errno.NotCapable));
        CapabilityHandle open = Given.File(table.RootSpace, out SampleObject file);
        CapabilityDescription description = table.RootSpace.Inspect(table.RootSpace.Derive(open, Rights.Inspect | Rights.Read).Expect("a child")).Expect("may");
        Assert.That((description.Type, description.Rights, description.Origin), Is.EqualTo((ObjectType.File, Rights.Inspect | Rights.Read, Origin.Derived)));
        Assert.That((description.ObjectId, description.HolderId, description.GivenBy), Is.EqualTo((file.Id, table.RootSpace.Id, table.RootSpace.Id)));
        Assert.That(description.Parent, Is.EqualTo(table.RootSpace.Inspect(open).Expect("may").Record));
    }

    [Test]
    public void The_whole_tree_can_be_drawn_from_the_descriptions()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = Given.Space(table);
        CapabilityHandle top = Given.File(space, out _);
        CapabilityHandle middle = space.Derive(top, Given.FileRights).Expect("a child");
        _ = space.Derive(middle, Rights.Read);
        _ = space.Derive(middle, Rights.Write);
        Assert.That(space.Delete(middle), Is.EqualTo(Errno.None));

        CapabilityDescription[] all = [.. Enumerable.Range(1, (int)table.RecordEnd - 1)
            .Select(record => table.TryDescribe((uint)record, out CapabilityDescription description) ? description : default)
            .Where(description => description.Type == ObjectType.File)];
        Assert.That(all, Has.Length.EqualTo(4));
        CapabilityDescription deleted = all.Single(description => description.IsDeleted);
        Assert.That(all.Count(description => description.Parent == deleted.Record), Is.EqualTo(2), "a deleted ancestor still joins its descendants");
        Assert.That(Enumerable.Range(0, (int)space.SlotCount).Count(slot => space.TryDescribe((uint)slot, out _, out _)), Is.EqualTo(3));
    }
}
