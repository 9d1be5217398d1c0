using System.Linq;
using NUnit.Framework;
using Vela.Build;
using Vela.Build.Bench;

namespace Vela.Tests.Build.Bench;

/// <summary>What build/bench makes of the lines that the benchmark prints.</summary>
[TestFixture]
public sealed class ComparisonTests
{
    [Test]
    public void A_line_is_a_row_its_operations_and_their_cost() =>
        Assert.That(BenchmarkOutput.Parse("null_syscall\t100000\t254.061\r"), Is.EqualTo(new Measurement("null_syscall", 100000, 254.061, null)));

    [Test]
    public void A_row_that_cannot_run_says_why() =>
        Assert.That(BenchmarkOutput.Parse("create_unlink\t0\tfail:unlink:38"), Is.EqualTo(new Measurement("create_unlink", 0, null, "unlink:38")));

    [TestCase("# null_syscall\t1\t2")]
    [TestCase("null_syscall\t1")]
    [TestCase("null_syscall\tmany\t2")]
    [TestCase("null_syscall\t1\tfew")]
    [TestCase("")]
    public void Anything_else_is_no_row(string line) => Assert.That(BenchmarkOutput.Parse(line), Is.Null);

    [TestCase("nmap_1000_fault", "nmap_1000")]
    [TestCase("mmap_munmap_4k", "mmap_munmap_4k")]
    public void The_rows_about_many_regions_come_from_one_entry(string row, string entry) => Assert.That(BenchmarkOutput.EntryOf(row), Is.EqualTo(entry));

    [TestCase("cow_fault", "faults")]
    [TestCase("nmap_1000_refault", "faults")]
    [TestCase("file_priv_read_fault_64k", "faults")]
    [TestCase("zero_write_upgrade", "faults")]
    [TestCase("nmap_1000_unmap", "mappings")]
    [TestCase("mmap_touch_munmap_64k", "mappings")]
    [TestCase("brk_grow_4k", "mappings")]
    [TestCase("vfork_exec_tiny_wait", "processes")]
    [TestCase("thread_create_join", "processes")]
    [TestCase("file_write_fresh_4k", "files")]
    [TestCase("stat", "files")]
    [TestCase("futex_pingpong", "synchronisation")]
    [TestCase("segv_mprotect", "calls and signals")]
    [TestCase("null_syscall", "calls and signals")]
    public void Every_row_has_its_group(string row, string group) => Assert.That(RowGroups.Of(row), Is.EqualTo(group));

    [Test]
    public void Means_are_geometric_and_leave_calibration_out()
    {
        Comparison comparison = Comparison.Of(
            [[Row("calib_loop", 1), Row("stat", 100), Row("open_close", 100)]],
            [[Row("calib_loop", 50), Row("stat", 50), Row("open_close", 200)]]);
        Assert.That(comparison.Mean("files"), Is.EqualTo(1).Within(1e-9));
        Assert.That(comparison.Mean(), Is.EqualTo(1).Within(1e-9));
        Assert.That(comparison.Mean("faults"), Is.Null);
    }

    [Test]
    public void Of_several_runs_the_middle_counts_and_their_spread_is_told()
    {
        ComparedRow row = Comparison.Of([[Row("stat", 10)], [Row("stat", 30)], [Row("stat", 20)]], [[Row("stat", 5)], [Row("stat", 5)], [Row("stat", 5)]]).Rows.Single();
        Assert.That((row.Linux.Cost, row.LinuxSpread, row.VelaSpread, row.Ratio), Is.EqualTo((20, 1.0, 0.0, 0.25)));
    }

    [Test]
    public void A_row_that_fails_once_has_no_ratio()
    {
        ComparedRow row = Comparison.Of([[Row("stat", 10)]], [[Measurement.Missing("stat", "stat:38")]]).Rows.Single();
        Assert.That(row.Ratio, Is.Null);
        Assert.That(ComparisonText.Table(Comparison.Of([[Row("stat", 10)]], [[Measurement.Missing("stat", "stat:38")]])), Has.Some.EqualTo("| `stat` | 10.0 | stat:38 |  |"));
    }

    [Test]
    public void Only_what_stands_between_the_marks_is_replaced() => Assert.That(
        MarkedText.Replace("a\n<!-- bench: x -->\nold\n<!-- bench end -->\nb\n", "bench", ["new"]),
        Is.EqualTo("a\n<!-- bench: x -->\n\nnew\n\n<!-- bench end -->\nb\n"));

    [Test]
    public void Replacing_twice_is_replacing_once()
    {
        string once = MarkedText.Replace("<!-- bench: x -->\n<!-- bench end -->\n", "bench", ["new"]);
        Assert.That(MarkedText.Replace(once, "bench", ["new"]), Is.EqualTo(once));
    }

    [Test]
    public void A_text_without_marks_is_refused() => Assert.That(() => MarkedText.Replace("text", "bench", []), Throws.TypeOf<BuildException>());

    [TestCase("--only")]
    [TestCase("--runs 0")]
    [TestCase("--what")]
    [TestCase("--write --only stat")]
    public void Words_that_make_no_sense_are_refused(string words) => Assert.That(() => BenchOptions.Parse(words.Split(' ')), Throws.TypeOf<BuildException>());

    private static Measurement Row(string name, double cost) => new(name, 1, cost, null);
}
