using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.SelfTests;
using Vela.Tests.Build;
using Verdict = Vela.Tests.Boot.SuiteResult.Verdict;

namespace Vela.Tests.Boot;

/// <summary>The harness against a guest that misbehaves on purpose: each kind of failure is reported as what it is.</summary>
[TestFixture]
public sealed class HarnessTests : IDisposable
{
    private const int Orderly = 0x10;
    private const int Panic = 0x11;
    private const int FailedStart = 0x12;
    private const int Hang = -1;
    private const int TripleFault = -2;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Test]
    public void Passes_failures_and_notes_arrive()
    {
        SuiteResult suite = Run(Orderly, Frames(writer =>
        {
            writer.SuiteStart(2);
            writer.TestStart("good");
            writer.Note("seen 42");
            writer.TestPass("good", 1000);
            writer.TestStart("bad");
            writer.TestFail("bad", "x is 1, not 2");
            writer.SuiteEnd(1, 1);
        }));
        Assert.Multiple(() =>
        {
            Assert.That(suite.Complaints, Is.Empty);
            Assert.That(suite.End, Is.EqualTo(MachineEnd.Orderly));
            Assert.That(suite["good"].Verdict, Is.EqualTo(Verdict.Passed));
            Assert.That(suite["good"].Notes, Is.EqualTo(new[] { "seen 42" }));
            Assert.That((suite["bad"].Verdict, suite["bad"].Message), Is.EqualTo((Verdict.Failed, "x is 1, not 2")));
        });
    }

    [Test]
    public void The_test_that_was_running_in_a_panic_crashed_and_those_after_it_did_not_run()
    {
        SuiteResult suite = Run(Panic, Frames(Unfinished), "booting\r\npanic: out of luck\r\n  at Vela.Kernel.Unlucky+0x10\r\n");
        Assert.Multiple(() =>
        {
            Assert.That(suite.End, Is.EqualTo(MachineEnd.Panic));
            Assert.That(suite["first"].Verdict, Is.EqualTo(Verdict.Passed));
            Assert.That(suite["second"].Verdict, Is.EqualTo(Verdict.Crashed));
            Assert.That(suite["second"].Message, Does.Contain("panic: out of luck\n  at Vela.Kernel.Unlucky+0x10").And.Not.Contain("booting"));
            Assert.That(suite["third"].Verdict, Is.EqualTo(Verdict.NotRun));
            Assert.That(suite.Complaints, Has.Some.Contains("did not end"));
        });
    }

    [Test]
    public void A_triple_fault_is_a_crash()
    {
        SuiteResult suite = Run(TripleFault, Frames(Unfinished));
        Assert.That(suite.End, Is.EqualTo(MachineEnd.Reset));
        Assert.That(suite["second"].Verdict, Is.EqualTo(Verdict.Crashed));
        Assert.That(suite["second"].Message, Does.Contain("triple fault"));
    }

    [Test]
    public void A_machine_that_says_nothing_more_is_killed_and_its_test_hung()
    {
        SuiteResult suite = Run(Hang, Frames(Unfinished), seconds: 2);
        Assert.That(suite.End, Is.EqualTo(MachineEnd.TimedOut));
        Assert.That(suite["second"].Verdict, Is.EqualTo(Verdict.Hung));
        Assert.That(suite["third"].Verdict, Is.EqualTo(Verdict.NotRun));
    }

    [Test]
    public void What_a_silent_machine_was_doing_is_kept_before_it_is_killed()
    {
        _ = Run(Hang, Frames(Unfinished), seconds: 2, keep: true);
        string found = File.ReadAllText(Path.Combine(Artifacts, "hung.log"));
        Assert.That(found, Does.Contain("HLT=1").And.Contains("dumping local APIC state").And.Contain("pic0:"));
        Assert.That(found, Does.Match(@"on a processor \d+\.\d s, ready without one \d+\.\d s"));
        Assert.That(Path.Combine(Artifacts, "screen.png"), Does.Exist);
        Directory.Delete(Artifacts, recursive: true);
    }

    [Test]
    public void Time_in_which_the_host_gave_the_machine_no_processor_is_not_silence()
    {
        (TimeSpan heard, TimeSpan waited) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));
        SilenceWatch watch = new(() => heard, () => waited);
        Assert.That(watch.Silent(TimeSpan.FromSeconds(5)), Is.EqualTo(TimeSpan.Zero), "what it waited before it was heard is over");
        waited = TimeSpan.FromSeconds(60);
        Assert.That(watch.Silent(TimeSpan.FromSeconds(70)), Is.EqualTo(TimeSpan.FromSeconds(8)));
        heard = TimeSpan.FromSeconds(69);
        Assert.That(watch.Silent(TimeSpan.FromSeconds(70)), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void A_hang_leaves_a_picture_of_the_screen()
    {
        _ = Run(Hang, Frames(Unfinished), seconds: 2, keep: true);
        Assert.That(File.ReadAllBytes(Path.Combine(Artifacts, "screen.png")).Take(4), Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }));
        Assert.That(File.ReadAllText(Path.Combine(Artifacts, "command")), Does.StartWith("qemu-system-x86_64 -accel tcg"));
    }

    [Test]
    public void A_kernel_that_refuses_to_start_says_why()
    {
        SuiteResult suite = Run(FailedStart, [], "Vela needs a processor with NX\r\n");
        Assert.That(suite.End, Is.EqualTo(MachineEnd.FailedStart));
        Assert.That(suite["first"].Verdict, Is.EqualTo(Verdict.NotRun));
        Assert.That(suite["first"].Message, Does.Contain("needs a processor with NX"));
    }

    [Test]
    public void A_test_that_the_image_forgot_is_missing()
    {
        SuiteResult suite = Run(Orderly, Frames(writer =>
        {
            writer.SuiteStart(2);
            writer.TestStart("first");
            writer.TestPass("first", 0);
            writer.SuiteEnd(1, 0);
        }));
        Assert.That(suite["second"].Verdict, Is.EqualTo(Verdict.Missing));
        Assert.That(suite.Complaints, Is.EqualTo(new[] { "the image announced 2 tests and ran 1" }));
    }

    [Test]
    public void Text_between_frames_is_complained_about_and_costs_no_frame()
    {
        byte[] good = Frames(Whole);
        byte[] bytes = [.. "stray text\n"u8, .. good];
        SuiteResult suite = Run(Orderly, bytes);
        Assert.That(suite.Complaints, Is.EqualTo(new[] { "bytes that are no frame: 11 bytes, starting \"stray text\\x0a\"" }));
        Assert.That(suite["first"].Verdict, Is.EqualTo(Verdict.Passed));
    }

    [Test]
    public void A_garbled_frame_costs_itself_alone_and_never_passes_a_test()
    {
        byte[] good = Frames(Whole);
        for (int position = 0; position < good.Length; position++)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x40;
            FrameReader reader = new();
            reader.Add(bad);
            reader.End();
            SuiteResult suite = SuiteResult.From(reader, MachineEnd.Orderly, "", default);
            Assert.That(suite.Complaints, Is.Not.Empty, $"byte {position}");
            Assert.That(reader.Frames.Count, Is.EqualTo(3), $"byte {position}: four frames were sent, one was garbled");
        }
    }

    [Test]
    public void Frames_come_out_the_same_whatever_portions_they_arrive_in()
    {
        byte[] bytes = [.. "noise"u8, .. Frames(Unfinished), 0x16, (byte)'V', .. "more noise"u8];
        for (int portion = 1; portion < 30; portion++)
        {
            FrameReader reader = new();
            foreach (byte[] chunk in bytes.Chunk(portion))
            {
                reader.Add(chunk);
            }

            reader.End();
            Assert.That(reader.Frames.Select(frame => frame.Kind), Is.EqualTo(new[] { FrameKind.SuiteStart, FrameKind.TestStart, FrameKind.TestPass, FrameKind.TestStart }));
            Assert.That(reader.Complaints, Is.Not.Empty);
        }
    }

    [Test]
    public void A_text_too_long_for_a_frame_is_cut_between_characters()
    {
        FrameReader reader = new();
        reader.Add(Frames(writer => writer.TestFail("long", new string('é', 60_000) + "\0")));
        reader.End();
        Assert.That(reader.Complaints, Is.Empty);
        Assert.That(reader.Frames.Single().Field(1), Is.EqualTo(new string('é', (ushort.MaxValue - 5) / 2)));
    }

    [Test]
    public void The_checksum_is_the_one_of_the_standard() => Assert.That(FrameLayout.Checksum("123456789"u8), Is.EqualTo(0xCBF43926));

    [Test]
    public void Names_in_the_catalogue_are_unique_and_tell_which_requirements_they_cover()
    {
        Assert.That(SelfTestCatalogue.All().Select(test => test.Word), Is.Unique);
        Assert.That(SelfTestCatalogue.All().SelectMany(test => test.Rows), Has.All.Match("^[CMS]-[0-9]+$"));
    }

    [Test]
    public void A_selection_names_tests_by_word_and_by_prefix()
    {
        SelfTest[] all = [.. SelfTestCatalogue.All()];
        Assert.That(SelfTestRunner.Select(all, ""), Has.Count.EqualTo(all.Length));
        Assert.That(SelfTestRunner.Select(all, all[2].Word), Is.EqualTo(new[] { all[2] }));
        Assert.That(SelfTestRunner.Select(all, "A_timer*,A_timed*").Select(test => test.Word), Has.All.StartsWith("A_time"));
        Assert.That(SelfTestRunner.Select(all, "No_such_test"), Is.Empty);
    }

    private static string Artifacts => Path.Combine(Repository.Output, "test-artifacts", "stub");

    private static void Whole(FrameWriter writer)
    {
        writer.SuiteStart(1);
        writer.TestStart("first");
        writer.TestPass("first", 5);
        writer.SuiteEnd(1, 0);
    }

    private static void Unfinished(FrameWriter writer)
    {
        writer.SuiteStart(3);
        writer.TestStart("first");
        writer.TestPass("first", 5);
        writer.TestStart("second");
    }

    private static byte[] Frames(Action<FrameWriter> write)
    {
        Collected sink = new();
        write(new FrameWriter(sink));
        return sink.Bytes.ToArray();
    }

    private SuiteResult Run(int end, byte[] frames, string console = "", int seconds = 30, bool keep = false)
    {
        File.WriteAllBytes(_directory.File("frames"), frames);
        _ = _directory.Write("console", console);
        _ = _directory.Write("error", "");
        string[] defines = ["CONSOLE", "FRAMES", "ERROR"];
        string built = _directory.File("stub.o");
        _ = Tool.Read("nasm", ["-felf64", $"-DEND={end}", .. defines.Select(name => $"-D{name}=\"{_directory.File(name.ToLowerInvariant())}\""),
            Repository.PathOf("src/Tests/Boot/StubGuest.asm"), "-o", built]);
        _ = Tool.Read("ld.lld", "--image-base=0x100000", "-e", "start", built, "-o", _directory.File("stub.elf"));

        FrameReader reader = new();
        using VelaMachine machine = VelaMachine.Start("stub", _directory.File("stub.elf"), bytes => reader.Add(bytes));
        MachineEnd ended = machine.WaitForEnd(TimeSpan.FromSeconds(seconds));
        machine.Dispose();
        reader.End();
        SuiteResult result = SuiteResult.From(reader, ended, machine.Console, TimeSpan.FromSeconds(seconds));
        if (!keep)
        {
            machine.Discard();
        }

        return result;
    }

    private sealed class Collected : IFrameSink
    {
        public MemoryStream Bytes { get; } = new();

        public void Write(ReadOnlySpan<byte> bytes) => Bytes.Write(bytes);
    }
}
