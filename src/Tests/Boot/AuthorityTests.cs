using System.IO;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>Issue 4 and 7 in the image: a program with exactly what it was given, what is taken back from it, and what the shell shows of it.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class AuthorityTests
{
    private static string Script => Repository.PathOf("build/run");

    private TemporaryDirectory _files = null!;

    [OneTimeSetUp]
    public void Compile()
    {
        _files = new TemporaryDirectory();
        _ = Directory.CreateDirectory(_files.File("bin"));
        _ = _files.Write("data/hello", "hello\n");
        foreach (string name in new[] { "confined", "physical" })
        {
            Tool compiled = Tool.Run("gcc", ["-O1", "-static", "-o", _files.File("bin/" + name), Repository.PathOf($"src/User/Confined/{name}.c")], timeoutSeconds: 60);
            Assert.That(compiled.Status, Is.Zero, compiled.Error);
        }
    }

    [OneTimeTearDown]
    public void Remove() => _files.Dispose();

    [Test]
    public void A_program_can_do_exactly_what_it_was_given_and_loses_it_when_it_is_revoked()
    {
        Tool run = Tool.Run(
            Script,
            [
                "--files", _files.Path, "--exec",
                "run --with dir=/data:r,mem=16M /bin/confined & sleep 2; caps 2; revoke --root 2; echo \"revoked-$?\"; echo after; caps 2; wait; why -n 64; vm check",
            ],
            timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Contain("open /hello: done"));
            Assert.That(run.Output, Does.Contain("\nread: done"));
            Assert.That(run.Output, Does.Contain("open /hello to write: Permission denied"));
            Assert.That(run.Output, Does.Contain("make /new: Permission denied"));
            Assert.That(run.Output, Does.Contain("mkdir /d: Permission denied"));
            Assert.That(run.Output, Does.Contain("unlink /hello: Permission denied"));
            Assert.That(run.Output, Does.Contain("open /../../bin/busybox: No such file or directory"));
            Assert.That(run.Output, Does.Contain("32 MiB: Killed"));
            Assert.That(run.Output, Does.Contain("mapped: h"));
            Assert.That(run.Output, Does.Contain("revoked-0"));
            Assert.That(run.Output, Does.Contain("read after it was revoked: Bad file descriptor"));
            Assert.That(run.Output, Does.Contain("open after it was revoked: Permission denied"));
            Assert.That(run.Output, Does.Contain("mapping after it was revoked: Segmentation fault"));
            Assert.That(run.Output, Does.Match(@"(?s)Directory /data -*i.*File /data/hello .*Region .* mapped,.*after"), "the tree before");
            Assert.That(run.Output, Does.Match(@"(?s)after(?!.*Directory /data.*)(?!.*File /data/hello).*"), "and after");
            Assert.That(run.Output, Does.Contain("the capability lacks these rights: w"));
            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }

    /// <summary>The text screen through /dev/mem, with a capability for it and without.</summary>
    [Test]
    public void Physical_memory_is_had_as_far_as_there_are_capabilities_for_a_devices()
    {
        Tool run = Tool.Run(
            Script,
            [
                "--files", _files.Path, "--exec",
                "/bin/physical b8000; why; run --with dir=/:rw,device-memory=0xb8000-0xb8fff /bin/physical b8000 b9000 100000 0; why; vm check",
            ],
            timeoutSeconds: 120);
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Contain("open: Operation not permitted"));
            Assert.That(run.Output, Does.Contain("asked for Open on DeviceMemory\n  the asker has no capability for that, with these rights: rw"));
            Assert.That(run.Output, Does.Contain("b8000 is read: done\nb8000 is mapped: done"));
            foreach (string address in new[] { "b9000", "100000", "0" })
            {
                Assert.That(run.Output, Does.Contain($"\n{address} is read: Operation not permitted\n{address} is mapped: Operation not permitted"));
            }

            Assert.That(run.Output, Does.Contain("every object"));
            Assert.That(run.Status, Is.Zero, run.Error);
        });
    }
}
