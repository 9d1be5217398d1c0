using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>Programs in ring 3 that ask for more than a shell does: .NET, a thousand processes, random system calls, Debian's dynamic programs.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class ProgramTests
{
    private const string Broken = "failed in its system call";
    private const string Reading = "gc collect >/dev/null; echo READING; cat /proc/meminfo /proc/mm; echo END";

    private static readonly string[] _exact = ["AnonPages", "Slab", "Cached", "Committed_AS", "CapabilityRecords", "Objects"];

    [Test]
    public void A_native_AOT_program_runs_as_on_Linux()
    {
        using ProgramTree tree = new();
        NativeProgram.Publish("Samples", tree.PathOf("bin/samples"));
        using TemporaryDirectory temporary = new();
        Tool expected = Tool.Run("sh", ["-c", $"echo a line | {tree.PathOf("bin/samples")} {temporary.Path} x"]);
        Tool seen = tree.Boot(["echo a line | /bin/samples /tmp x"], timeoutSeconds: 180);
        Assert.Multiple(() =>
        {
            Assert.That(seen.Status, Is.EqualTo(42), seen.Error);
            Assert.That(expected.Status, Is.EqualTo(42), expected.Error);
            Assert.That(seen.Output, Is.EqualTo(expected.Output.Replace(temporary.Path, "/tmp", StringComparison.Ordinal)));
            Assert.That(seen.Error, Is.EqualTo(expected.Error));
        });
    }

    /// <summary>C-22, M-53, M-54: after each fault what it touched, after every 1,024 and at each end everything.</summary>
    [Test]
    public void A_kernel_that_checks_its_memory_all_the_time_finds_nothing_wrong()
    {
        using ProgramTree tree = new();
        tree.AddShells();
        tree.AddCompiled("src/User/Spawner/spawner.c");
        string[] script = ["/bin/spawner 20 /bin/true", "/bin/busybox sh -c 'seq 3000 | sort -rn | head -n 1; for i in 1 2 3; do (echo $i) & done; wait'", "dmesg"];
        Tool run = tree.Boot(script, timeoutSeconds: 120, "--append", "checked");
        Assert.That(run.Status, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("20 spawned\n").And.Contain("\n3000\n"));
        Assert.That(run.Output, Does.Contain("memory is checked after each fault"));
    }

    /// <summary>S-41.</summary>
    [TestCase(1000)]
    [TestCase(10_000, Category = "Long")]
    public void After_so_many_processes_everything_is_as_before(int count)
    {
        using ProgramTree tree = new();
        tree.AddShells();
        tree.AddCompiled("src/User/Spawner/spawner.c");
        Tool run = tree.Boot(["/bin/spawner 50 /bin/true", Reading, $"/bin/spawner {count} /bin/true", Reading], timeoutSeconds: 120 + (count / 5));
        Assert.That(run.Output, Does.Contain($"\n{count} spawned\n"), run.Error);
        Dictionary<string, long>[] readings = [.. Readings(run.Output)];
        Assert.That(readings, Has.Length.EqualTo(2), run.Output);
        Assert.Multiple(() =>
        {
            foreach (string name in _exact)
            {
                Assert.That(readings[1][name], Is.EqualTo(readings[0][name]), name);
            }

            // The kernel's own heap gives back what it collected when it likes; every other frame is free again.
            Assert.That(WithHeap(readings[1]), Is.EqualTo(WithHeap(readings[0])), "free frames");
            Assert.That(readings[1]["KernelHeap"], Is.LessThan(readings[0]["KernelHeap"] + 16384), "KiB of the heap");
        });
    }

    /// <summary>The seed is printed; `fuzzer SEED CALLS THREADS` in the image makes the same calls again.</summary>
    [TestCase(50_000)]
    [TestCase(2_000_000, Category = "Long")]
    public void Random_system_calls_neither_break_the_kernel_nor_leave_anything(int calls)
    {
        using ProgramTree tree = new();
        tree.AddCompiled("src/User/Fuzzer/fuzzer.c");
        long seed = DateTime.UtcNow.Ticks;
        string[] script = ["/bin/fuzzer 1 2000 3", Reading, $"/bin/fuzzer {seed} {calls / 2} 1", $"/bin/fuzzer {seed} {calls / 2} 4", "dmesg", Reading];
        Tool run = tree.Boot(script, timeoutSeconds: 120 + (calls / 200));
        TestContext.Out.WriteLine($"seed {seed}: {run.Output.Split('\n').LastOrDefault(line => line.Contains("calls in", StringComparison.Ordinal))}");
        Assert.That(run.Status, Is.Zero, $"seed {seed}\n{run.Output}\n{run.Error}");
        Assert.That(Regex.Count(run.Output, @"(?m)^\d+ calls in \d+ batches"), Is.EqualTo(3), $"seed {seed}\n{run.Output}");
        Assert.That(run.Output, Does.Not.Contain(Broken), $"seed {seed}");
        Dictionary<string, long>[] readings = [.. Readings(run.Output)];
        Assert.Multiple(() =>
        {
            foreach (string name in new[] { "AnonPages", "Committed_AS", "CapabilityRecords", "Objects" })
            {
                // Files that the calls made may stay, and are counted as such.
                long files = name == "Committed_AS" ? readings[1]["Cached"] - readings[0]["Cached"] : 0;
                Assert.That(readings[1][name] - files, Is.EqualTo(readings[0][name]), $"{name}, seed {seed}");
            }
        });
    }

    [Test]
    public void Debian_s_dynamic_programs_run_with_their_own_loader()
    {
        using ProgramTree tree = new();
        tree.AddShells();
        foreach (string program in new[] { "/usr/bin/bash", "/usr/bin/sort", "/usr/bin/grep", "/usr/bin/sed", "/usr/bin/mawk", "/usr/bin/tar", "/usr/bin/gzip", "/usr/bin/find", "/usr/bin/perl" })
        {
            tree.AddWithLibraries(program);
        }

        string[] commands =
        [
            "/usr/bin/bash -c 'x=(a b c); echo ${x[@]:1} $((2 ** 10))'",
            "printf '3\\n1\\n2\\n' | /usr/bin/sort -n",
            "/usr/bin/grep -c root /etc/passwd; /usr/bin/sed -n s/root/admin/p /etc/passwd; /usr/bin/mawk -F: '{ print $3 }' /etc/passwd",
            "cd /tmp && mkdir -p t && echo one >t/a && /usr/bin/tar cf t.tar t && /usr/bin/gzip -f t.tar && /usr/bin/gzip -dc t.tar.gz | /usr/bin/tar tf - && /usr/bin/find t -type f && rm -r t t.tar.gz",
            "/usr/bin/perl -e 'my %h = (a => 1, b => 2); print join(\",\", map { \"$_=$h{$_}\" } sort keys %h), \"\\n\"; print `echo child`; exit 3'; echo $?",
        ];
        string path = tree.PathOf("script");
        File.WriteAllLines(path, ["export PATH=/bin LC_ALL=C", .. commands]);
        Tool seen = tree.Boot(["/bin/busybox sh /script"], timeoutSeconds: 120);
        Assert.That(
            seen.Output,
            Is.EqualTo("b c 1024\n1\n2\n3\n1\nadmin:x:0:0:root:/:/bin/sh\n0\nt/\nt/a\nt/a\na=1,b=2\nchild\n3\n"),
            seen.Error);
    }

    private static long WithHeap(Dictionary<string, long> reading) => reading["MemFree"] + reading["KernelHeap"] + reading["KernelTables"] + reading["PageTables"];

    private static IEnumerable<Dictionary<string, long>> Readings(string output) =>
        Regex.Matches(output, @"READING\n(.*?)END\n", RegexOptions.Singleline).Select(reading => Regex
            .Matches(reading.Groups[1].Value, @"^(\w+): (\d+)", RegexOptions.Multiline)
            .ToDictionary(field => field.Groups[1].Value, field => long.Parse(field.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)));
}
