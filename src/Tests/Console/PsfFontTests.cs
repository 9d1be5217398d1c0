using System;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed unsafe class PsfFontTests
{
    private delegate void Use(ref PsfFont font);

    private static bool Load(byte[] file, Use use, int tableLength = PsfFont.BytesNeeded)
    {
        using GuardedMemory image = new((nuint)Math.Max(file.Length, 1));
        using GuardedMemory table = new((nuint)tableLength);
        file.CopyTo(image.Span);
        PsfFont font = default;
        bool loaded = font.Load(image.Pointer, file.Length, table.Pointer, tableLength);
        if (loaded)
        {
            use(ref font);
        }

        Assert.That(table.GuardsAreIntact && image.GuardsAreIntact);
        return loaded;
    }

    private static void EveryCharacterHasItsGlyph(ref PsfFont font)
    {
        for (int glyph = 0; glyph < FontImage.Characters.Length; glyph++)
        {
            char character = FontImage.Characters[glyph];
            Assert.That(font.Has(character), $"{character}");
            Assert.That(font.Glyph(character)[3 * font.LineBytes], Is.EqualTo(FontImage.Line(glyph, 3, 0)), $"{character}");
        }

        Assert.That(font.Has('Z'), Is.False, "what only sequences name is not there");
        int unknown = FontImage.Characters.IndexOf('\ufffd', StringComparison.Ordinal);
        Assert.That(font.Glyph('Z')[0], Is.EqualTo(FontImage.Line(unknown, 0, 0)));
        Assert.That(font.Glyph(0x1f600)[0], Is.EqualTo(FontImage.Line(unknown, 0, 0)));
    }

    [Test]
    public void Version_1_is_read() => Assert.That(Load(FontImage.Psf1(14), (ref PsfFont font) =>
    {
        Assert.That((font.Width, font.Height), Is.EqualTo((8, 14)));
        EveryCharacterHasItsGlyph(ref font);
    }));

    [TestCase(8, 16)]
    [TestCase(11, 22)]
    [TestCase(16, 32)]
    public void Version_2_is_read(int width, int height) => Assert.That(Load(FontImage.Psf2(width, height), (ref PsfFont font) =>
    {
        Assert.That((font.Width, font.Height), Is.EqualTo((width, height)));
        EveryCharacterHasItsGlyph(ref font);
    }));

    [Test]
    public void A_font_without_a_table_draws_its_glyphs_in_order()
    {
        byte[] file = FontImage.Psf1(16)[..(4 + (256 * 16))];
        file[2] = 0;
        Assert.That(Load(file, (ref PsfFont font) => Assert.That(font.Glyph('A')[0], Is.EqualTo(FontImage.Line('A', 0, 0)))));
    }

    [Test]
    public void A_table_that_runs_full_loses_characters_and_nothing_else() => Assert.That(
        Load(FontImage.Psf2(8, 16, "A?é─日"), (ref PsfFont font) => Assert.That((font.Has('A'), font.Has('日')), Is.EqualTo((true, false))), 1024 + 256));

    [Test]
    public void What_is_not_a_font_is_refused()
    {
        byte[] font = FontImage.Psf2(8, 16);
        Assert.Multiple(() =>
        {
            Assert.That(Load([], Never), Is.False);
            Assert.That(Load([1, 2, 3, 4, 5, 6], Never), Is.False);
            Assert.That(Load(font[..40], Never), Is.False, "cut short");
            Assert.That(Load(FontImage.Psf2(24, 16), Never), Is.False, "too wide");
        });

        static void Never(ref PsfFont font) => Assert.Fail("it was loaded");
    }

    [Test]
    public void Any_bytes_after_a_good_header_do_no_harm()
    {
        Random random = new(7);
        byte[] good = FontImage.Psf2(8, 16);
        for (int round = 0; round < 300; round++)
        {
            byte[] file = (byte[])good.Clone();
            int from = round % 2 == 0 ? 8 : file.Length - 120;
            for (int changes = 0; changes < 10; changes++)
            {
                file[random.Next(from, file.Length)] = (byte)random.Next(256);
            }

            _ = Load(file, (ref PsfFont font) => _ = font.Glyph('A')[(font.Height * font.LineBytes) - 1]);
        }
    }
}
