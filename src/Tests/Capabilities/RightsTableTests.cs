using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using Vela.Capabilities;

namespace Vela.Tests.Capabilities;

/// <summary>The table in docs/capabilities.md and the one in the code are one table: C-81.</summary>
[TestFixture]
public sealed class RightsTableTests
{
    private static string Document([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "capabilities.md");

    private static Dictionary<ObjectType, Rights> Documented()
    {
        Dictionary<ObjectType, Rights> rows = [];
        foreach (string line in File.ReadLines(Document()))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length == 2 && Enum.TryParse(cells[0], out ObjectType type))
            {
                rows.Add(type, Enum.Parse<Rights>(cells[1]));
            }
        }

        return rows;
    }

    [Test]
    public void The_documented_rights_of_each_type_are_the_ones_in_the_code()
    {
        Dictionary<ObjectType, Rights> documented = Documented();
        foreach (ObjectType type in Enum.GetValues<ObjectType>().Where(type => type != ObjectType.None))
        {
            Assert.That(documented, Does.ContainKey(type));
            Assert.That(documented[type] | RightsTable.Common, Is.EqualTo(RightsTable.Applicable(type)), $"{type}");
            Assert.That(documented[type] & RightsTable.Common, Is.EqualTo(Rights.None), $"{type}: the common rights are not repeated");
        }
    }

    [Test]
    public void The_documented_weak_rights_are_the_ones_in_the_code() =>
        Assert.That(string.Join(' ', File.ReadLines(Document())), Does.Contain($"keeps at most {RightsTable.WeakMask}."));

    [Test]
    public void Each_right_is_one_bit_that_some_type_has_and_no_two_share()
    {
        Rights[] bits = [.. Enum.GetValues<Rights>().Where(right => right != Rights.None)];
        Assert.That(bits.Select(right => System.Numerics.BitOperations.PopCount((uint)right)), Is.All.EqualTo(1));
        Rights used = Enum.GetValues<ObjectType>().Aggregate(Rights.None, (sum, type) => sum | RightsTable.Applicable(type));
        Assert.That(used, Is.EqualTo(bits.Aggregate((sum, right) => sum | right)));
    }

    [TestCase(ObjectType.Directory, ObjectType.File)]
    [TestCase(ObjectType.File, ObjectType.Region)]
    [TestCase(ObjectType.MemoryObject, ObjectType.Region)]
    [TestCase(ObjectType.Container, ObjectType.Process)]
    [TestCase(ObjectType.Process, ObjectType.Thread)]
    public void What_is_reached_through_another_type_can_be_given_all_its_rights(ObjectType through, ObjectType reached) =>
        Assert.That(RightsTable.Applicable(reached) & ~RightsTable.Applicable(through), Is.EqualTo(Rights.None));
}
