using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed class CellColorTests
{
    [TestCase(0, 0x000000)]
    [TestCase(15, 0xffffff)]
    [TestCase(16, 0x000000)]
    [TestCase(21, 0x0000ff)]
    [TestCase(67, 0x5f87af)]
    [TestCase(208, 0xff8700)]
    [TestCase(231, 0xffffff)]
    [TestCase(232, 0x080808)]
    [TestCase(255, 0xeeeeee)]
    public void The_cube_and_the_greys_are_those_of_xterm(int index, int rgb) => Assert.That(CellColor.Palette(index).ToRgb(7), Is.EqualTo(rgb));

    [TestCase(196, 1, Description = "the cube's pure red is nearer to our red than to our bright red")]
    [TestCase(232, 0)]
    [TestCase(240, 8)]
    [TestCase(3, 3)]
    public void A_text_screen_shows_the_nearest_of_sixteen(int index, int expected) =>
        Assert.That(CellColor.Palette(index).ToBase16(7), Is.EqualTo(expected));

    [Test]
    public void The_default_stands_for_what_the_screen_says_it_is()
    {
        Assert.That(CellColor.Default.ToBase16(7), Is.EqualTo(7));
        Assert.That(CellColor.Default.ToRgb(15), Is.EqualTo(0xffffff));
    }

    [Test]
    public void A_cell_gives_back_what_it_was_made_of()
    {
        Cell cell = new(0x10ffff, CellAttributes.Bold | CellAttributes.WideTail, CellColor.Direct(255, 8, 16), CellColor.Palette(200));
        Assert.Multiple(() =>
        {
            Assert.That(cell.CodePoint, Is.EqualTo(0x10ffff));
            Assert.That(cell.Attributes, Is.EqualTo(CellAttributes.Bold | CellAttributes.WideTail));
            Assert.That(cell.Foreground, Is.EqualTo(CellColor.Direct(255, 8, 16)));
            Assert.That(cell.Background, Is.EqualTo(CellColor.Palette(200)));
            Assert.That(cell.With('x').WithAttributes(CellAttributes.None).CodePoint, Is.EqualTo((uint)'x'));
        });
    }
}
