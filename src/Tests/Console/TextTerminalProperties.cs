using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Vela.Tests.Consoles;

/// <summary>Programs may write anything; the terminal stays whole and inside its memory.</summary>
[TestFixture]
public sealed class TextTerminalProperties
{
    private static Gen<byte[]> Sequence =>
        from prefix in Gen.Elements("", "", "", "?", ">", "!", "?;")
        from numbers in Gen.Choose(0, 40).ListOf()
        from large in Gen.Elements("", "", "", ";99999999999", ";1049", ";6", ";2;3", ":2:1")
        from final in Gen.Choose(0x40, 0x7e)
        select Encoding.ASCII.GetBytes("\e[" + prefix + string.Join(';', numbers.Take(5)) + large + (char)final);

    private static Gen<byte[]> Piece => Gen.Frequency(
        (8, Sequence),
        (3, Gen.Choose(0, 255).ArrayOf().Select(bytes => bytes.Select(value => (byte)value).ToArray())),
        (3, Gen.Elements("\n", "\r", "\eM", "\eD", "\e7", "\e8", "\t", "\b", "\ec", "\e(0", "\e[?1049h", "\e[?1049l", "\e[?6h", "\e[4h", "\e[2;3r")
            .Select(Encoding.UTF8.GetBytes)),
        (4, Gen.Elements("abc", "日本語", "é", "😀", "0123456789", "日日日日日日日").Select(Encoding.UTF8.GetBytes)));

    [Test]
    public void Any_bytes_leave_the_terminal_sound_and_its_neighbors_untouched()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(400);
        Prop.ForAll(Piece.ListOf().ToArbitrary(), Gen.Choose(2, 12).ToArbitrary(), Gen.Choose(2, 6).ToArbitrary(), (pieces, columns, rows) =>
        {
            using TerminalUnderTest terminal = new(columns, rows, columns % 4);
            foreach (byte[] piece in pieces)
            {
                terminal.Write(piece);
                terminal.Terminal.ScrollView((piece.Length % 7) - 3);
                terminal.Check();
                _ = terminal.Screen;
            }
        }).Check(config);
    }

    [Test]
    public void How_output_is_cut_into_writes_does_not_matter()
    {
        Prop.ForAll(Piece.ListOf().ToArbitrary(), pieces =>
        {
            byte[] all = [.. pieces.SelectMany(piece => piece)];
            using TerminalUnderTest whole = new(9, 5, 3);
            using TerminalUnderTest bytewise = new(9, 5, 3);
            whole.Write(all);
            foreach (byte value in all)
            {
                bytewise.Terminal.Write([value]);
            }

            bytewise.Check();
            return Cells(whole).SequenceEqual(Cells(bytewise)) && whole.Cursor == bytewise.Cursor && whole.Replies == bytewise.Replies;
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<ulong> Cells(TerminalUnderTest terminal)
    {
        for (int row = 0; row < terminal.Terminal.Rows; row++)
        {
            for (int column = 0; column < terminal.Terminal.Columns; column++)
            {
                yield return terminal.At(row, column).Bits;
            }
        }
    }
}
