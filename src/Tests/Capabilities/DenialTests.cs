using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Tests.Capabilities;

/// <summary>Refusals explain themselves.</summary>
[TestFixture]
public sealed class DenialTests
{
    private static Errno TruncateFile(CapabilitySpace space, CapabilityHandle handle) => space.Get<SampleObject>(handle, Rights.Resize | Rights.Read).Error;

    [Test]
    public void A_missing_right_is_recorded_with_operation_object_right_and_where_the_capability_came_from()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace giver = Given.Space(table);
        CapabilitySpace taker = Given.Space(table);
        CapabilityHandle root = Given.File(giver, out SampleObject file);
        CapabilityHandle given = giver.DeriveInto(taker, root, Rights.Read | Rights.Write).Expect("given");
        CapabilityHandle narrowed = taker.Derive(given, Rights.Read).Expect("narrowed");
        Assert.That(TruncateFile(taker, narrowed), Is.EqualTo(Errno.NotCapable));

        Denial denial = Given.LastDenial(table);
        Assert.That(denial.Operation, Is.EqualTo(nameof(TruncateFile)));
        Assert.That((denial.Type, denial.ObjectId, denial.Missing), Is.EqualTo((ObjectType.File, file.Id, Rights.Resize)));
        Assert.That((denial.Reason, denial.SpaceId), Is.EqualTo((DenialReason.MissingRight, taker.Id)));
        Assert.That(
            denial.Path.ToArray().Select(step => (step.Origin, step.Rights, step.HolderId, step.GivenBy)),
            Is.EqualTo(new[]
            {
                (Origin.Derived, Rights.Read, taker.Id, taker.Id),
                (Origin.Derived, Rights.Read | Rights.Write, taker.Id, giver.Id),
                (Origin.Created, Given.FileRights, giver.Id, 0UL),
            }));
        Assert.That(denial.ToString(), Does.Contain(nameof(TruncateFile)).And.Contain("Resize").And.Contain($"#{giver.Id}"));
    }

    [Test]
    public void An_ambient_name_is_refused_with_an_error_of_its_own()
    {
        CapabilityTable table = Given.Table();
        Assert.That(table.Denials.DenyAmbientName(table.RootSpace.Id, "OpenAbsolutePath"), Is.EqualTo(Errno.CapabilityMode));
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.AmbientName));
    }

    [Test]
    public void A_dead_handle_is_refused_with_how_it_died()
    {
        CapabilityTable table = Given.Table();
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle root = Given.File(space, out _);
        CapabilityHandle child = space.Derive(root, Rights.Read).Expect("a child");
        _ = space.Revoke(root);
        _ = space.Get<SampleObject>(child, Rights.None);
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.Revoked));
        _ = space.Delete(root);
        _ = space.Get<SampleObject>(root, Rights.None);
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.Deleted));
        _ = space.Get<SampleObject>(CapabilityHandle.None, Rights.None);
        Assert.That(Given.LastDenial(table).Reason, Is.EqualTo(DenialReason.NoSuchCapability));
    }

    [Test]
    public void Refusals_are_counted_for_each_type_and_the_last_ones_are_kept()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle file = Given.File(table.RootSpace, out _, Rights.Read);
        for (int i = 0; i < 100; i++)
        {
            _ = table.RootSpace.Get<SampleObject>(file, Rights.Write);
        }

        _ = table.RootSpace.Get<Quota>(CapabilityHandle.None, Rights.Charge);
        Assert.That((table.Denials.CountOf(ObjectType.File), table.Denials.CountOf(ObjectType.None), table.Denials.Count), Is.EqualTo((100UL, 1UL, 101UL)));
        Assert.That(table.Denials.TryRead(37, out _), Is.False);
        Assert.That(table.Denials.TryRead(38, out Denial oldest) && oldest.Number == 38);
        Assert.That(table.Denials.TryRead(102, out _) || table.Denials.TryRead(0, out _), Is.False);
    }

    [Test]
    public void A_long_way_is_cut_and_a_success_leaves_no_trace()
    {
        CapabilityTable table = Given.Table();
        CapabilityHandle handle = Given.File(table.RootSpace, out _);
        for (int i = 0; i < 20; i++)
        {
            handle = table.RootSpace.Derive(handle, Given.FileRights & ~Rights.Write).Expect("deeper");
        }

        _ = table.RootSpace.Get<SampleObject>(handle, Rights.Read);
        Assert.That(table.Denials.Count, Is.Zero);
        _ = table.RootSpace.Get<SampleObject>(handle, Rights.Write);
        Assert.That(Given.LastDenial(table).Path.Length, Is.EqualTo(Denial.PathLength));
    }
}
