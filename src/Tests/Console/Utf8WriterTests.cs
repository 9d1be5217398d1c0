using System;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed unsafe class Utf8WriterTests
{
    private delegate void Act(ref Utf8Writer writer);

    private static string Written(Act act)
    {
        byte* buffer = stackalloc byte[256];
        Utf8Writer writer = new(buffer, 256);
        act(ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }

    [Test]
    public void Numbers_read_as_the_class_library_writes_them()
    {
        Prop.ForAll<ulong, long>((unsigned, signed) =>
            Written((ref Utf8Writer writer) => writer.AppendDecimal(unsigned)) == unsigned.ToString(CultureInfo.InvariantCulture)
            && Written((ref Utf8Writer writer) => writer.AppendDecimal(signed)) == signed.ToString(CultureInfo.InvariantCulture)
            && Written((ref Utf8Writer writer) => writer.AppendHex(unsigned)) == unsigned.ToString("x", CultureInfo.InvariantCulture)
            && Written((ref Utf8Writer writer) => writer.AppendHex(unsigned, 16)) == unsigned.ToString("x16", CultureInfo.InvariantCulture))
            .QuickCheckThrowOnFailure();
    }

    [TestCase(ulong.MaxValue, "18446744073709551615", "ffffffffffffffff")]
    [TestCase(10_000_000_000_000_000_000UL, "10000000000000000000", "8ac7230489e80000")]
    [TestCase(0UL, "0", "0")]
    public void Numbers_at_the_edges_are_whole(ulong value, string number, string hex)
    {
        Assert.That(Written((ref Utf8Writer writer) => writer.AppendDecimal(value)), Is.EqualTo(number));
        Assert.That(Written((ref Utf8Writer writer) => writer.AppendHex(value)), Is.EqualTo(hex));
    }

    [Test]
    public void The_least_of_all_numbers_keeps_its_sign() =>
        Assert.That(Written((ref Utf8Writer writer) => writer.AppendDecimal(long.MinValue)), Is.EqualTo("-9223372036854775808"));

    [Test]
    public void Text_in_UTF_16_becomes_UTF_8()
    {
        foreach (string text in new[] { "ascii", "grüße", "日本", "a😀b", "lone \ud800 and \udc00", "\ud83d" })
        {
            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.That(Written((ref Utf8Writer writer) => writer.Append(text.AsSpan())), Is.EqualTo(expected));
        }
    }

    [Test]
    public void What_does_not_fit_is_cut_and_said_to_be()
    {
        using GuardedMemory memory = new(4);
        Utf8Writer writer = new(memory.Pointer, 4);
        writer.Append("abc"u8);
        Assert.That(writer.IsTruncated, Is.False);
        writer.AppendCodePoint('é');
        Assert.That(writer.IsTruncated, Is.True);
        writer.Append("defgh"u8);
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("abcd"));
        Assert.That(memory.GuardsAreIntact);
    }
}
