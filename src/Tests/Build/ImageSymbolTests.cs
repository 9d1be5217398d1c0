using System.IO;
using NUnit.Framework;
using Vela.Build.Elf;

namespace Vela.Tests.Build;

/// <summary>The symbol table of the image that was built, against nm and addr2line.</summary>
[TestFixture]
[Category("Image")]
public sealed class ImageSymbolTests
{
    [Test]
    public void Every_function_and_line_of_the_image_agrees_with_nm_and_addr2line() =>
        SymbolOracle.Compare(Linked, Table, Repository.Root, source: null, atLeastLines: 100);

    [Test]
    public void The_table_is_small()
    {
        Assert.That(Table, Has.Length.LessThan(450 * 1024));
    }

    private static string Linked => Path.Combine(Repository.Output, "vela.debug.elf");

    private static byte[] Table => PostLinkTests.Table(ElfImage.Read(Path.Combine(Repository.Output, "vela.elf")));
}
