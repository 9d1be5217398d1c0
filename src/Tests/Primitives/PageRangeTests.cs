using System;
using NUnit.Framework;
using Vela.Primitives;

namespace Vela.Tests.Primitives;

[TestFixture]
public sealed class PageRangeTests
{
    private static PageRange Range(ulong start, ulong end) => new(new PageNumber(start), new PageNumber(end));

    [Test]
    public void A_range_holds_its_start_but_not_its_end()
    {
        PageRange range = Range(2, 5);
        Assert.Multiple(() =>
        {
            Assert.That(range.Contains(new PageNumber(2)), Is.True);
            Assert.That(range.Contains(new PageNumber(4)), Is.True);
            Assert.That(range.Contains(new PageNumber(5)), Is.False);
            Assert.That(range.Count, Is.EqualTo(3));
        });
    }

    [Test]
    public void An_empty_range_cannot_be_made() => Assert.That(() => Range(5, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Ranges_that_only_touch_have_nothing_in_common()
    {
        Assert.That(Range(0, 3).TryIntersect(Range(3, 6), out _), Is.False);
        Assert.That(Range(0, 3).Intersects(Range(3, 6)), Is.False);
    }

    [Test]
    public void What_two_ranges_have_in_common_lies_in_both()
    {
        Assert.That(Range(0, 10).TryIntersect(Range(4, 20), out PageRange common), Is.True);
        Assert.That(common, Is.EqualTo(Range(4, 10)));
    }
}
