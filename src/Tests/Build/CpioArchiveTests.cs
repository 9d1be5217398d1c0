using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Build.Archive;

namespace Vela.Tests.Build;

[TestFixture]
public sealed class CpioArchiveTests
{
    [Test]
    public void A_tree_comes_out_as_it_went_in()
    {
        using TemporaryDirectory directory = new();
        _ = directory.Write("bin/tool", "#!/bin/sh\n");
        _ = Tool.Read("chmod", "755", directory.File("bin/tool"));
        _ = directory.Write("etc/empty", "");
        _ = directory.Write("etc/naïve", "four");
        _ = File.CreateSymbolicLink(directory.File("sh"), "bin/tool");
        _ = Directory.CreateSymbolicLink(directory.File("loop"), ".");

        List<(string Name, uint Mode, string Content)> entries = Read(Pack(directory.Path));
        Assert.That(entries.Select(entry => entry.Name), Is.EqualTo(new[] { "bin", "bin/tool", "etc", "etc/empty", "etc/naïve", "loop", "sh", "TRAILER!!!" }));
        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToString(entries[0].Mode & 0xF000, 8), Is.EqualTo("40000"));
            Assert.That((Convert.ToString(entries[1].Mode, 8), entries[1].Content), Is.EqualTo(("100755", "#!/bin/sh\n")));
            Assert.That(entries[3].Content, Is.Empty);
            Assert.That(entries[4].Content, Is.EqualTo("four"));
            Assert.That((Convert.ToString(entries[5].Mode, 8), entries[5].Content), Is.EqualTo(("120777", ".")));
            Assert.That(entries[6].Content, Is.EqualTo("bin/tool"));
        });
    }

    [Test]
    public void The_same_tree_gives_the_same_bytes()
    {
        using TemporaryDirectory directory = new();
        foreach (string name in new[] { "b", "a", "c/x", "c/a" })
        {
            _ = directory.Write(name, name);
        }

        Assert.That(Pack(directory.Path), Is.EqualTo(Pack(directory.Path)));
    }

    [Test]
    public void Everything_belongs_to_root()
    {
        using TemporaryDirectory directory = new();
        _ = directory.Write("file", "content");
        string header = Encoding.ASCII.GetString(Pack(directory.Path), 0, 110);
        Assert.That(header.Substring(6 + 16, 16), Is.EqualTo(new string('0', 16)));
    }

    private static byte[] Pack(string directory)
    {
        using MemoryStream stream = new();
        CpioArchive.Write(directory, stream);
        return stream.ToArray();
    }

    /// <summary>A reader straight from cpio(5): 13 fields of eight hexadecimal digits, names and contents padded to four bytes.</summary>
    private static List<(string Name, uint Mode, string Content)> Read(byte[] archive)
    {
        List<(string, uint, string)> entries = [];
        for (int at = 0; at < archive.Length;)
        {
            Assert.That(at % 4, Is.Zero);
            Assert.That(Encoding.ASCII.GetString(archive, at, 6), Is.EqualTo("070701"));
            uint[] fields = [.. Enumerable.Range(0, 13).Select(i =>
                uint.Parse(Encoding.ASCII.GetString(archive, at + 6 + (8 * i), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            string name = Encoding.UTF8.GetString(archive, at + 110, (int)fields[11] - 1);
            int content = (at + 110 + (int)fields[11] + 3) / 4 * 4;
            entries.Add((name, fields[1], Encoding.UTF8.GetString(archive, content, (int)fields[6])));
            at = (content + (int)fields[6] + 3) / 4 * 4;
        }

        return entries;
    }
}
