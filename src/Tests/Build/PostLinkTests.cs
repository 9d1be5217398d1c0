using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Build;
using Vela.Build.Elf;
using Vela.Build.Symbols;

namespace Vela.Tests.Build;

/// <summary>The post-link step over a small program assembled for the purpose; readelf and nm are the oracles.</summary>
[TestFixture]
public sealed class PostLinkTests : IDisposable
{
    private const ulong VirtualBase = 0xFFFF_FFFF_8000_0000;
    private const string Source = "src/Tests/Build/PostLinkFixture.asm";

    private TemporaryDirectory _directory = null!;
    private string _linked = null!;
    private string _image = null!;

    [OneTimeSetUp]
    public void Link_the_fixture()
    {
        _directory = new TemporaryDirectory();
        _linked = LinkFixture("linked.elf");
        _image = _directory.File("image.elf");
        _ = PostLink.Run(_linked, _image, Repository.Root, ManagedNames.From([]));
    }

    public void Dispose() => _directory.Dispose();

    [Test]
    public void Every_loaded_segment_gets_the_physical_address_that_early_boot_expects()
    {
        foreach (ProgramHeader load in ElfImage.Read(_image).Loads)
        {
            Assert.That(load.PhysicalAddress, Is.EqualTo(load.VirtualAddress - VirtualBase));
        }
    }

    [Test]
    public void The_image_has_no_section_headers_because_GRUB_refuses_those_of_relocations()
    {
        string header = Tool.Read("readelf", "-hW", _image);
        Assert.That(header, Does.Match(@"Number of section headers:\s+0\n").And.Match(@"Start of section headers:\s+0 "));
    }

    [Test]
    public void What_is_loaded_is_what_was_linked_but_for_the_symbol_table_and_its_anchor()
    {
        ElfImage before = ElfImage.Read(_linked);
        ElfImage after = ElfImage.Read(_image);
        ulong anchor = Anchor(before);
        foreach (ProgramHeader load in before.Loads)
        {
            for (ulong address = load.VirtualAddress + 0x400; address < load.VirtualAddress + load.FileSize; address++)
            {
                if (address < anchor || address >= anchor + 16)
                {
                    Assert.That(after.Bytes[after.OffsetOf(address, 1)!.Value], Is.EqualTo(before.Bytes[before.OffsetOf(address, 1)!.Value]), $"{address:x}");
                }
            }
        }
    }

    [Test]
    public void The_symbol_table_lies_in_a_read_only_segment_of_its_own_behind_all_others()
    {
        ElfImage image = ElfImage.Read(_image);
        (ulong address, ulong size) = AnchorValue(image);
        ProgramHeader table = image.Loads.Single(load => load.VirtualAddress == address);
        Assert.Multiple(() =>
        {
            Assert.That(table.Flags, Is.EqualTo(ProgramHeader.Readable));
            Assert.That(table.MemorySize, Is.EqualTo(size));
            Assert.That(address % 4096, Is.Zero);
            Assert.That(image.Loads.Where(load => load != table).All(load => load.End <= address), Is.True);
            Assert.That(image.Headers.Count, Is.EqualTo(ElfImage.Read(_linked).Headers.Count), "the header table has no room to grow");
        });
    }

    [Test]
    public void Every_function_and_line_agrees_with_nm_and_addr2line() =>
        SymbolOracle.Compare(_linked, Table(ElfImage.Read(_image)), Repository.Root, source: Source, atLeastLines: 7);

    [Test]
    public void A_local_label_is_a_place_in_its_function() =>
        Assert.That(SymbolOracle.Find(Table(ElfImage.Read(_image)), ElfImage.Read(_linked).Symbols().First(s => s.Name == "_start").Address + 4),
            Does.StartWith("_start+0x4 (" + Source));

    [Test]
    public void A_program_without_the_anchor_is_linked_with_a_warning_and_no_table()
    {
        string linked = LinkFixture("no-anchor.elf", text => text.Replace("vela_symbol_table", "something_else", StringComparison.Ordinal));
        PostLinkReport report = PostLink.Run(linked, _directory.File("no-anchor.image"), Repository.Root, ManagedNames.From([]));
        Assert.That(report.Lines, Has.Some.StartsWith("warning: no variable vela_symbol_table"));
        Assert.That(ElfImage.Read(_directory.File("no-anchor.image")).Loads.Count(), Is.EqualTo(ElfImage.Read(linked).Loads.Count()));
    }

    [Test]
    public void A_segment_that_is_writable_and_executable_is_refused()
    {
        string linked = LinkFixture("wx.elf", text => text + "\nsection .wx progbits alloc exec write align=16\n nop\n");
        Assert.That(() => PostLink.Run(linked, _directory.File("wx.image"), Repository.Root, ManagedNames.From([])),
            Throws.InstanceOf<BuildException>().With.Message.Contain("both writable and executable"));
    }

    [Test]
    public void Two_segments_with_different_rights_on_one_page_are_refused()
    {
        string linked = LinkFixture("mixed.elf", text => text, "-z", "noseparate-code", "-N");
        Assert.That(() => PostLink.Run(linked, _directory.File("mixed.image"), Repository.Root, ManagedNames.From([])), Throws.InstanceOf<BuildException>());
    }

    [Test]
    public void A_position_independent_program_is_refused()
    {
        string linked = LinkFixture("pie.elf", text => text, "-pie");
        Assert.That(() => PostLink.Run(linked, _directory.File("pie.image"), Repository.Root, ManagedNames.From([])),
            Throws.InstanceOf<BuildException>().With.Message.Contain("fixed address"));
    }

    [TestCase("_ZN3WKS7gc_heap3gc1Ev", "WKS::gc_heap::gc1")]
    [TestCase("_ZNK8GCHeap14IsGCInProgressEv", "_ZNK8GCHeap14IsGCInProgressEv")]
    [TestCase("_ZNK6GCHeap14IsGCInProgressEv", "GCHeap::IsGCInProgress")]
    [TestCase("_ZN4ListC2Ev", "List::List")]
    [TestCase("_ZN4ListD0Ev", "List::~List")]
    [TestCase("_Z11PalGetTicksv", "PalGetTicks")]
    [TestCase("_ZN6vxsort4sortIlEEvv", "_ZN6vxsort4sortIlEEvv")]
    [TestCase("memcpy", "memcpy")]
    public void A_native_name_is_made_readable_where_that_is_plain(string symbol, string expected) =>
        Assert.That(NativeNames.Readable(symbol), Is.EqualTo(expected));

    [TestCase("Vela_Tests_Vela_Tests_Build_NamesFixture__Run", "Vela.Tests.Build.NamesFixture.Run")]
    [TestCase("Vela_Tests_Vela_Tests_Build_NamesFixture__Run_1", "Vela.Tests.Build.NamesFixture.Run")]
    [TestCase("Vela_Tests_Vela_Tests_Build_NamesFixture_Inner_1<Vela_Tests_Vela_Tests_Build_NamesFixture>___ctor", "Vela.Tests.Build.NamesFixture.Inner<NamesFixture>..ctor")]
    [TestCase("unbox_Vela_Tests_Vela_Tests_Build_NamesFixture__Under__score", "Vela.Tests.Build.NamesFixture.Under__score")]
    [TestCase("S_P_CoreLib_System_Collections_Generic_Dictionary_2<System___Canon__UInt8>__Initialize", "System.Collections.Generic.Dictionary<__Canon,Byte>.Initialize")]
    [TestCase("String__Concat_5", "System.String.Concat")]
    [TestCase("RhpNewFast", null)]
    public void A_compiled_method_gets_the_name_of_its_source_back(string symbol, string? expected) =>
        Assert.That(ManagedNames.From([typeof(NamesFixture).Assembly.Location, typeof(object).Assembly.Location]).Readable(symbol), Is.EqualTo(expected));

    internal static byte[] Table(ElfImage image)
    {
        (ulong address, ulong size) = AnchorValue(image);
        return image.Bytes.AsSpan(image.OffsetOf(address, (int)size)!.Value, (int)size).ToArray();
    }

    /// <summary>The anchor's two words. The image has no symbols: the segment they describe is the one that starts with the table's magic.</summary>
    private static (ulong Address, ulong Size) AnchorValue(ElfImage image)
    {
        ProgramHeader table = image.Loads.Single(load => image.Bytes.AsSpan((int)load.Offset, 8).SequenceEqual("VELASYM1"u8));
        byte[] words = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(words, table.VirtualAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(8), table.FileSize);
        Assert.That(image.Bytes.AsSpan().IndexOf(words), Is.GreaterThan(0), "no variable holds the table's address and size");
        return (table.VirtualAddress, table.FileSize);
    }

    private static ulong Anchor(ElfImage linked) => linked.Symbols().Single(symbol => symbol.Name == PostLink.Anchor).Address;

    private string LinkFixture(string name, Func<string, string>? change = null, params string[] options)
    {
        string source = Repository.PathOf(Source); // nasm records a relative path wrongly
        if (change is not null)
        {
            source = _directory.Write(name + ".asm", change(File.ReadAllText(Repository.PathOf(Source), Encoding.UTF8)));
        }

        string built = _directory.File(name + ".o");
        string linked = _directory.File(name);
        _ = Tool.Read("nasm", "-felf64", "-g", "-F", "dwarf", source, "-o", built);
        List<string> arguments = ["--image-base=0xffffffff80200000", "-z", "separate-code", built, "-o", linked, .. options];
        _ = Tool.Read("ld.lld", [.. arguments]);
        return linked;
    }

}

/// <summary>Methods whose compiled names are known.</summary>
internal sealed class NamesFixture
{
    public static void Run() => _ = new Inner<int>();

    public static void Run(int value) => _ = value;

    public static void Under__score() => Run();

    internal sealed class Inner<T>
    {
        public T? Value { get; init; }
    }
}
