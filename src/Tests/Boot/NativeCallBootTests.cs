using System.IO;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>Vela's own calls from ring 3 (docs/abi/vela.md): a program confines itself, lends, takes back, and asks why.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class NativeCallBootTests
{
    private static readonly string[] _expected =
    [
        "make /note: done",
        "inspect: done",
        "it may be written: yes",
        "derive: done",
        "derive what it has not: error 200",
        "refused: Derive, missing write: yes",
        "read through it: done",
        "write through it: error 1",
        "a number nobody handed out: error 9",
        "an address nobody has: error 14",
        "split: done",
        "give: done",
        "child reads what was given: done",
        "revoke: done",
        "child reads after it was revoked: error 9",
        "root, to be read only: done",
        "open /note: done",
        "open /note to write: error 13",
        "no root: done",
        "open /note without a root: error 13",
        "pipe without a quota: error 1",
        "fork without a container: error 1",
    ];

    private static readonly string[] _told =
    [
        "client 101 asks for a file",
        "the file that was lent says note",
        "clients that asked: 7",
        "clients that are ready: 7",
        "take it away from all of them: done",
        "client 0 ended with 0",
        "client 1 ended with 0",
        "client 2 ended with 0",
        "nobody sends any more: error 11",
        "a millisecond later: error 110",
    ];

    private static readonly string[] _minded =
    [
        "wait4 is refused: error 1",
        "kill is refused: error 1",
        "it stands still: yes",
        "it has not ended: error 110",
        "it ended by signal 15",
        "it is gone: error 3",
        "the friend may not suspend itself: error 200",
        "the friend ended by signal 9",
    ];

    private static readonly string[] _driven =
    [
        "it has ports: yes, registers: yes, an interrupt: yes",
        "another port: error 6",
        "interrupts served: enough",
        "no more of them: error 110",
        "map the screen: done",
        "to run it: error 22",
        "what was written is read: yes",
    ];

    private static readonly string[] _supplied =
    [
        "pages asked for: 63",
        "pages that are right: 63",
        "what was written stays: yes",
        "after its end: -1",
        "what is there stays: 1000",
    ];

    private static readonly string[] _kept =
    [
        "have its memory paged: done",
        "let it run rarely: done",
        "places that are right: 4",
        "a call reads there, too: 1",
        "niceness: 7",
        "look at its registers: done",
        "it waits to read: yes",
        "take the memory back: done",
        "without the memory: -1",
        "it ended with 0",
    ];

    private static readonly string[] _lent =
    [
        "a file that may be written: True",
        "read through it: a note",
        "write through it: UnauthorizedAccessException",
        "derive what it has not: error 200",
        "why: Write",
        "another thread sees: Inspect, Read, given up: error 1",
        "read after it was revoked: UnauthorizedAccessException",
        "the one revoked is left: a note",
    ];

    private TemporaryDirectory _files = null!;

    [OneTimeSetUp]
    public void Compile()
    {
        _files = new TemporaryDirectory();
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_files.File("bin/capabilities"))!);
        foreach (string name in new[] { "capabilities", "messages", "children", "driver", "pager", "keeper" })
        {
            Tool compiled = Tool.Run("gcc", ["-O1", "-static", "-o", _files.File($"bin/{name}"), Repository.PathOf($"src/User/Capabilities/{name}.c")], timeoutSeconds: 60);
            Assert.That(compiled.Status, Is.Zero, compiled.Error);
        }
    }

    [OneTimeTearDown]
    public void Remove() => _files.Dispose();

    [Test]
    public void A_program_speaks_about_its_capabilities()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"),
            ["--files", _files.Path, "--exec", "why -l on; /bin/capabilities; echo \"ended-$?\"; dmesg; why -c; vm check"],
            timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _expected)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Match("denied [0-9]+: Derive by space [0-9]+ on File [0-9]+, rights missing: "), "the log has it");
            Assert.That(run.Output, Does.Match("(?m)^File: [0-9]+"), "and counts it");
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>A server and three clients: endpoints, badges, answers with capabilities, notifications, revocation while they wait.</summary>
    [Test]
    public void Programs_tell_and_give_each_other_things()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"), ["--files", _files.Path, "--exec", "/bin/messages; echo \"ended-$?\"; vm check"], timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _told)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>A parent without a container suspends, signals, ends and waits for its children by their handles.</summary>
    [Test]
    public void A_program_minds_its_children_by_their_handles()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"), ["--files", _files.Path, "--exec", "/bin/children; echo \"ended-$?\"; vm check"], timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _minded)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>The real-time clock's interrupt and the text screen, served by a program that has been given just that.</summary>
    [Test]
    public void A_driver_has_its_ports_its_registers_and_its_interrupt()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"),
            ["--files", _files.Path, "--exec", "run --with dir=/bin,ports=0x70-0x71,interrupt=8,device-memory=0xb8000-0xb8fff /bin/driver; echo \"ended-$?\"; "
                + "run --with device-memory=0x100000-0x100fff /bin/driver; run --with interrupt=4 /bin/driver; run --with interrupt=8 /bin/driver; vm check"],
            timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _driven)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Error, Does.Contain("Operation not permitted").And.Contain("resource busy"), "memory is no device, and the kernel's own line is served");
            Assert.That(run.Output, Does.Contain("it has ports: no, registers: no, an interrupt: yes"), "the line was given back");
            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
        });
    }

    /// <summary>A child touches 63 pages that its parent supplies, but for one; then the pager is no more.</summary>
    [Test]
    public void A_program_supplies_the_pages_of_another()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"), ["--files", _files.Path, "--exec", "/bin/pager; echo \"ended-$?\"; vm check"], timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _supplied)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>A child has nothing mapped where it looks; its parent supplies it, reads its registers and makes it rare.</summary>
    [Test]
    public void A_program_keeps_another_by_its_handle()
    {
        Tool run = Tool.Run(
            Repository.PathOf("build/run"), ["--files", _files.Path, "--exec", "/bin/keeper; echo \"ended-$?\"; vm check"], timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _kept)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>The binding for C#, src/User/Include/Vela.cs, as a program uses it.</summary>
    [Test]
    public void A_program_in_CSharp_speaks_about_its_capabilities()
    {
        NativeProgram.Publish("Lender", _files.File("bin/lender"));
        Tool run = Tool.Run(
            Repository.PathOf("build/run"),
            ["--files", _files.Path, "--exec", "/bin/lender; echo \"ended-$?\"; vm check"],
            timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            foreach (string line in _lent)
            {
                Assert.That(run.Output, Does.Contain(line));
            }

            Assert.That(run.Output, Does.Match("descriptors until the quota is used up: (3[0-9]|40)\n"));
            Assert.That(run.Output, Does.Contain("ended-0"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }
}
