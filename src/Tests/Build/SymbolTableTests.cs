using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Boot;
using Vela.Build.Symbols;

namespace Vela.Tests.Build;

[TestFixture]
public sealed class SymbolTableTests
{
    private const ulong Text = 0xFFFF_FFFF_8020_0000;

    [Test]
    public void An_address_in_a_function_gets_its_name_the_distance_from_its_start_and_its_line()
    {
        byte[] table = new SymbolTableWriter(
            [new FunctionRange(Text, Text + 0x40, "Vela.Kernel.Shell.Run")],
            [new LineRow(Text, "src/Kernel/Shell.cs", 33), new LineRow(Text + 0x12, "src/Kernel/Shell.cs", 34), new LineRow(Text + 0x40, null, 0)]).ToBytes();
        Assert.Multiple(() =>
        {
            Assert.That(Find(table, Text), Is.EqualTo("Vela.Kernel.Shell.Run+0x0 (src/Kernel/Shell.cs:33)"));
            Assert.That(Find(table, Text + 0x12), Is.EqualTo("Vela.Kernel.Shell.Run+0x12 (src/Kernel/Shell.cs:34)"));
            Assert.That(Find(table, Text + 0x3F), Is.EqualTo("Vela.Kernel.Shell.Run+0x3f (src/Kernel/Shell.cs:34)"));
        });
    }

    [Test]
    public void An_address_in_no_function_is_unknown()
    {
        byte[] table = new SymbolTableWriter([new FunctionRange(Text + 16, Text + 32, "f"), new FunctionRange(Text + 48, Text + 64, "g")], []).ToBytes();
        foreach (ulong address in new[] { 0ul, Text, Text + 15, Text + 32, Text + 47, Text + 64, ulong.MaxValue })
        {
            Assert.That(Find(table, address), Is.Empty, $"{address:x}");
        }
    }

    [Test]
    public void A_return_address_behind_the_last_instruction_still_belongs_to_the_caller()
    {
        byte[] table = new SymbolTableWriter([new FunctionRange(Text, Text + 16, "caller"), new FunctionRange(Text + 16, Text + 32, "next")], []).ToBytes();
        Assert.That(Find(table, Text + 15, correction: 1), Is.EqualTo("caller+0x10"));
    }

    [Test]
    public void A_line_ends_with_its_function_even_if_the_next_one_has_none()
    {
        FunctionRange[] functions = [new(Text, Text + 16, "lined"), new(Text + 16, Text + 32, "bare"), new(Text + 32, Text + 48, "lined too")];
        LineRow[] rows = [new(Text, "a.cs", 1), new(Text + 8, "a.cs", 2), new(Text + 32, "a.cs", 9)];
        byte[] table = new SymbolTableWriter(functions, SymbolTableSource.Clip(rows, functions)).ToBytes();
        Assert.Multiple(() =>
        {
            Assert.That(Find(table, Text + 15), Is.EqualTo("lined+0xf (a.cs:2)"));
            Assert.That(Find(table, Text + 16), Is.EqualTo("bare+0x0"));
            Assert.That(Find(table, Text + 40), Is.EqualTo("lined too+0x8 (a.cs:9)"));
        });
    }

    [Test]
    public void Every_address_finds_what_a_plain_search_finds()
    {
        Gen<(List<FunctionRange> Functions, List<LineRow> Rows)> tables =
            from count in Gen.Choose(0, 120)
            from seed in Gen.Choose(0, int.MaxValue)
            select Generate(new System.Random(seed), count);
        Prop.ForAll(tables.ToArbitrary(), generated =>
        {
            byte[] table = new SymbolTableWriter(generated.Functions, generated.Rows).ToBytes();
            IEnumerable<ulong> probes = generated.Functions.SelectMany(f => new[] { f.Start - 1, f.Start, f.Start + ((f.End - f.Start) / 2), f.End - 1, f.End })
                .Concat(generated.Rows.SelectMany(row => new[] { row.Address - 1, row.Address }));
            foreach (ulong address in probes)
            {
                Assert.That(Find(table, address), Is.EqualTo(Expected(generated.Functions, generated.Rows, address)), $"{address:x}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Test]
    public void A_short_buffer_gets_the_start_of_the_text_and_no_byte_more()
    {
        (List<FunctionRange> functions, List<LineRow> rows) = Generate(new System.Random(7), 100);
        byte[] table = new SymbolTableWriter(functions, rows).ToBytes();
        foreach (FunctionRange function in functions)
        {
            byte[] whole = FindBytes(table, function.Start, capacity: 1024);
            Assert.That(FindBytes(table, function.Start, capacity: 9), Is.EqualTo(whole[..Math.Min(9, whole.Length)]));
        }
    }

    [Test]
    public void A_damaged_table_is_never_read_beyond_its_end()
    {
        (List<FunctionRange> functions, List<LineRow> rows) = Generate(new System.Random(11), 60);
        byte[] good = new SymbolTableWriter(functions, rows).ToBytes();
        System.Random random = new(13);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = [.. good];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                bad[random.Next(8, random.Next(2) == 0 ? 64 : bad.Length)] = (byte)random.Next(256);
            }

            // GuardedFind fails the test if a byte outside the table could reach the text.
            GuardedFind(bad, functions[random.Next(functions.Count)].Start);
        }
    }

    [TestCase(0)]
    [TestCase(63)]
    public void Too_few_bytes_are_no_table(int size)
    {
        byte[] table = new SymbolTableWriter([new FunctionRange(Text, Text + 16, "f")], []).ToBytes();
        Assert.That(Find(table[..size], Text), Is.Empty);
    }

    [Test]
    public void A_name_longer_than_a_byte_can_count_is_cut_between_characters()
    {
        byte[] table = new SymbolTableWriter([new FunctionRange(Text, Text + 16, new string('a', 254) + "é")], []).ToBytes();
        Assert.That(Find(table, Text), Is.EqualTo(new string('a', 254) + "+0x0"));
    }

    private static string Find(byte[] table, ulong address, uint correction = 0) =>
        Encoding.UTF8.GetString(FindBytes(table, address, 1024, correction));

    private static unsafe byte[] FindBytes(byte[] table, ulong address, int capacity, uint correction = 0)
    {
        byte[] buffer = new byte[capacity + 1];
        buffer[capacity] = 0xCC;
        fixed (byte* bytes = table)
        fixed (byte* destination = buffer)
        {
            int length = new SymbolTable(bytes, (ulong)table.Length).Find(address, destination, capacity, correction);
            Assert.That(buffer[capacity], Is.EqualTo(0xCC), "wrote past the buffer");
            return buffer[..length];
        }
    }

    /// <summary>Looks up twice, with different bytes behind the table: the answers must not differ.</summary>
    private static unsafe void GuardedFind(byte[] table, ulong address)
    {
        string[] answers = new string[2];
        for (int i = 0; i < 2; i++)
        {
            byte[] memory = new byte[table.Length + 4096];
            Array.Fill(memory, (byte)(i == 0 ? 0x00 : 0x55));
            table.CopyTo(memory, 0);
            byte[] buffer = new byte[600];
            fixed (byte* bytes = memory)
            fixed (byte* destination = buffer)
            {
                int length = new SymbolTable(bytes, (ulong)table.Length).Find(address, destination, buffer.Length);
                answers[i] = Convert.ToHexString(buffer, 0, length);
            }
        }

        Assert.That(answers[0], Is.EqualTo(answers[1]));
    }

    private static (List<FunctionRange> Functions, List<LineRow> Rows) Generate(System.Random random, int count)
    {
        string[] words = ["Vela", "Kernel", "Memory", "Fault", "Résumé", "<>c__DisplayClass5_0", "Run", "x"];
        string[] files = ["src/Kernel/KernelMain.cs", "src/Memory/AddressSpace.Fault.cs", "src/Boot/entry.asm"];
        List<FunctionRange> functions = [];
        List<LineRow> rows = [];
        ulong at = Text;
        for (int i = 0; i < count; i++)
        {
            at += (ulong)(random.Next(3) == 0 ? random.Next(0, 100_000) : 0);
            ulong end = at + (ulong)random.Next(1, random.Next(2) == 0 ? 40 : 400_000);
            string name = string.Join('.', Enumerable.Range(0, random.Next(1, 6)).Select(_ => words[random.Next(words.Length)]));
            functions.Add(new FunctionRange(at, end, name));
            for (ulong row = at; row < end; row += (ulong)random.Next(1, 60_000))
            {
                rows.Add(random.Next(5) == 0 ? new LineRow(row, null, 0) : new LineRow(row, files[random.Next(files.Length)], (uint)random.Next(1, 1_000_000)));
            }

            at = end;
        }

        return (functions, rows);
    }

    private static string Expected(List<FunctionRange> functions, List<LineRow> rows, ulong address)
    {
        FunctionRange function = functions.Find(f => address >= f.Start && address < f.End);
        LineRow row = rows.FindLast(r => r.Address <= address);
        return function.Name is null ? ""
            : $"{function.Name}+0x{address - function.Start:x}{(row.File is null ? "" : $" ({row.File}:{row.Line})")}";
    }
}
