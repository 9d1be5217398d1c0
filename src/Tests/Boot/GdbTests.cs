using System.IO;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>Debugging the kernel with gdb, as docs/debugging.md says.</summary>
[TestFixture]
[Category("Boot")]
public sealed class GdbTests
{
    [Test]
    public void A_breakpoint_on_a_method_by_name_is_hit_and_the_backtrace_shows_methods_and_lines()
    {
        using TemporaryDirectory directory = new();
        string socket = directory.File("gdb");
        string script = directory.Write("script", $"""
            target remote {socket}
            vbreak Vela.Kernel.KernelMain.Main
            continue
            bt
            vbreak Executive.Run
            continue
            bt
            kill
            """);
        using VelaMachine machine = VelaMachine.Boot(MachineShape.Pc with { Name = "gdb" }, "", _ => { },
            "-S", "-chardev", $"socket,id=gdb,path={socket},server=on,wait=off", "-gdb", "chardev:gdb");
        _ = machine.Control; // the machine is there, and so is its socket for gdb
        Tool gdb = Tool.Run("gdb", ["-q", "-nx", "-batch", "-x", Repository.PathOf("build/gdb.py"), "-x", script], timeoutSeconds: 90);
        string all = gdb.Output + gdb.Error;
        Assert.Multiple(() =>
        {
            Assert.That(all, Does.Match(@"#0  Vela\.Kernel\.KernelMain\.Main \(.*src/Kernel/KernelMain\.cs:\d+"));
            Assert.That(all, Does.Match(@"#0  Vela\.Kernel\.Executive\.Run \(.*src/Kernel/Executive\.cs:\d+"));
            Assert.That(all, Does.Match(@"#[1-9]  0x[0-9a-f]+ in Vela\.Kernel\.KernelMain\.\w+ \(.*src/Kernel/KernelMain\.cs:\d+"));
        });
        machine.Discard();
    }

    [Test]
    public void Names_that_no_method_has_are_refused()
    {
        Tool gdb = Tool.Run("gdb", ["-q", "-nx", "-batch", "-x", Repository.PathOf("build/gdb.py"), "-ex", "vbreak No.SuchMethod"]);
        Assert.That(gdb.Error, Does.Contain("no compiled method is called No.SuchMethod"));
        Assert.That(File.Exists(Path.Combine(Repository.Output, "vela.debug.elf")), Is.True);
    }
}
