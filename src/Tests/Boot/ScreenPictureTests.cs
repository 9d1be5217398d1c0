using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Tests.Consoles;

namespace Vela.Tests.Boot;

/// <summary>The reader of pictures is right about pictures that were made here, so that what it says of the machine's can be believed.</summary>
[TestFixture]
internal sealed class ScreenPictureTests
{
    [TestCase(1)]
    [TestCase(2)]
    public void Text_drawn_with_a_font_of_either_version_is_read_back(int version)
    {
        byte[] file = version == 1 ? FontImage.Psf1(ScreenFont.Height) : FontImage.Psf2(ScreenFont.Width, ScreenFont.Height);
        string[] rows = ["ABC def", "─│┌é?"];
        Assert.That(ScreenPicture.Read(Draw(rows, light: 255, dark: 0), new ScreenFont(file)), Is.EqualTo(rows));
        Assert.That(ScreenPicture.Read(Draw(rows, light: 0, dark: 200), new ScreenFont(file)), Is.EqualTo(rows), "dark on light");
    }

    [Test]
    public void A_font_of_another_size_is_refused() =>
        Assert.That(() => new ScreenFont(FontImage.Psf2(8, 14)), Throws.InstanceOf<System.IO.InvalidDataException>());

    /// <summary>A picture of text in the test's own font, in which a blank is a glyph like any other.</summary>
    private static byte[] Draw(string[] rows, byte light, byte dark)
    {
        const int Columns = 10;
        List<byte> picture = [.. Encoding.ASCII.GetBytes($"P6\n{Columns * ScreenFont.Width} {rows.Length * ScreenFont.Height}\n255\n")];
        foreach (string row in rows)
        {
            for (int y = 0; y < ScreenFont.Height; y++)
            {
                foreach (char character in row.PadRight(Columns))
                {
                    byte line = FontImage.Line(FontImage.Characters.IndexOf(character, StringComparison.Ordinal), y, 0);
                    for (int x = 0; x < ScreenFont.Width; x++)
                    {
                        byte value = (line & (0x80 >> x)) != 0 ? light : dark;
                        picture.AddRange([0, value, 0]);
                    }
                }
            }
        }

        return [.. picture];
    }
}
