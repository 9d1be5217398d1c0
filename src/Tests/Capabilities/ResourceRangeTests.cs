using System;
using NUnit.Framework;
using Vela.Capabilities;

namespace Vela.Tests.Capabilities;

/// <summary>Ports, lines and bytes of devices: C-89.</summary>
[TestFixture]
public sealed class ResourceRangeTests
{
    [TestCase(3UL, 4UL, false)]
    [TestCase(3UL, 5UL, false)]
    [TestCase(4UL, 5UL, false)]
    [TestCase(5UL, 5UL, true)]
    [TestCase(5UL, 9UL, true)]
    [TestCase(9UL, 10UL, false)]
    [TestCase(10UL, 11UL, false)]
    [TestCase(0UL, ulong.MaxValue, false)]
    public void A_range_is_allowed_only_if_both_its_ends_are(ulong first, ulong last, bool expected)
    {
        // C-89: the seed joined "below the start" and "above the end" with AND, so that nothing was ever out of range.
        Assert.That(new ResourceRange(5, 9).Contains(new ResourceRange(first, last)), Is.EqualTo(expected));
    }

    [Test]
    public void The_last_number_there_is_can_be_in_a_range()
    {
        ResourceRange top = new(ulong.MaxValue - 1, ulong.MaxValue);
        Assert.That(top.Contains(ulong.MaxValue) && top.Contains(top) && !top.Contains(0));
    }

    [Test]
    public void A_range_cannot_be_empty() => Assert.That(() => new ResourceRange(5, 4), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
