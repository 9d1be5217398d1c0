using System.Linq;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed class DrawnCharactersTests
{
    private static string Picture(char character, int width = 8, int height = 8) => string.Join('\n', Enumerable.Range(0, height).Select(y =>
        string.Concat(Enumerable.Range(0, width).Select(x => (DrawnCharacters.Line(character, y, width, height) >> (15 - x) & 1) != 0 ? '#' : '.'))));

    private static int Ink(char character, int width, int height) => Picture(character, width, height).Count(pixel => pixel == '#');

    [TestCase('▀', 64)]
    [TestCase('▁', 16)]
    [TestCase('▅', 80)]
    [TestCase('█', 128)]
    [TestCase('▉', 112)]
    [TestCase('▏', 16)]
    [TestCase('▐', 64)]
    [TestCase('░', 32)]
    [TestCase('▒', 64)]
    [TestCase('▓', 96)]
    [TestCase('▔', 16)]
    [TestCase('▕', 16)]
    [TestCase('▙', 96)]
    [TestCase('▝', 32)]
    [TestCase('⠀', 0)]
    public void A_block_inks_its_share_of_a_cell_of_128_pixels(char character, int ink) => Assert.That(Ink(character, 8, 16), Is.EqualTo(ink));

    [Test]
    public void Quadrants_lie_where_they_should() => Assert.That(Picture('▞', 4, 4), Is.EqualTo("..##\n..##\n##..\n##.."));

    [Test]
    public void Halves_meet_without_a_gap([Values(8, 11, 16)] int width, [Values(14, 16, 22)] int height)
    {
        for (int y = 0; y < height; y++)
        {
            uint cell = 0xffff0000u >> width & 0xffff;
            Assert.That((DrawnCharacters.Line('▌', y, width, height) | DrawnCharacters.Line('▐', y, width, height)) & cell, Is.EqualTo(cell));
            Assert.That(DrawnCharacters.Line('▌', y, width, height) & DrawnCharacters.Line('▐', y, width, height) & cell, Is.Zero);
            Assert.That((DrawnCharacters.Line('▀', y, width, height) ^ DrawnCharacters.Line('▄', y, width, height)) & cell, Is.EqualTo(cell));
        }
    }

    [Test]
    public void Braille_dots_are_eight_and_apart() => Assert.That(Picture('⣿', 8, 16), Is.EqualTo(string.Join('\n', Enumerable.Repeat(
        "........\n.##..##.\n.##..##.\n........", 4))));

    [Test]
    public void Each_braille_dot_has_its_bit()
    {
        Assert.That(Picture('⢁', 8, 16).IndexOf('#', System.StringComparison.Ordinal), Is.EqualTo(9 + 1), "dot 1 is at the upper left");
        Assert.That(Ink('⢁', 8, 16), Is.EqualTo(8));
        for (int dots = 0; dots < 256; dots++)
        {
            Assert.That(Ink((char)(0x2800 + dots), 8, 16), Is.EqualTo(4 * int.PopCount(dots)));
        }
    }
}
