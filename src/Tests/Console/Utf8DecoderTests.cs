using System;
using System.Collections.Generic;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed class Utf8DecoderTests
{
    private static string Decode(byte[] bytes)
    {
        Utf8Decoder decoder = default;
        StringBuilder text = new();
        foreach (byte unit in bytes)
        {
            Utf8Outcome outcome = decoder.Push(unit, out uint codePoint);
            if (outcome == Utf8Outcome.BrokenBefore)
            {
                _ = text.Append('\ufffd');
                outcome = decoder.Push(unit, out codePoint);
            }

            if (outcome != Utf8Outcome.More)
            {
                _ = text.Append(char.ConvertFromUtf32((int)codePoint));
            }
        }

        return decoder.IsIdle ? text.ToString() : text.Append('\ufffd').ToString();
    }

    private static Gen<byte> Units => Gen.Elements<byte>(
        0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff);

    [Test]
    public void Any_bytes_decode_as_the_class_library_decodes_them()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(5000);
        Prop.ForAll(Units.ListOf().ToArbitrary(), units => Decode([.. units]) == Encoding.UTF8.GetString([.. units])).Check(config);
    }

    [Test]
    public void Every_code_point_survives()
    {
        for (int codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint < 0x1000 ? 1 : 37)
        {
            if (codePoint is >= 0xd800 and < 0xe000)
            {
                continue;
            }

            string text = char.ConvertFromUtf32(codePoint);
            Assert.That(Decode(Encoding.UTF8.GetBytes(text)), Is.EqualTo(text));
        }
    }

    [Test]
    public void Every_pair_of_bytes_decodes_as_the_class_library_decodes_it()
    {
        List<string> wrong = [];
        for (int first = 0; first < 256; first++)
        {
            for (int second = 0; second < 256; second++)
            {
                byte[] pair = [(byte)first, (byte)second];
                if (Decode(pair) != Encoding.UTF8.GetString(pair))
                {
                    wrong.Add(Convert.ToHexString(pair));
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }
}
