using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vela.SelfTests;

namespace Vela.Tests.Boot;

/// <summary>What one run of the image's tests amounts to, test by test, from the frames it sent and the way it ended.</summary>
/// <remarks>
/// A test is Passed or Failed only by a frame that says so. The one that started and never ended is the one that Crashed or Hung; those after
/// it are NotRun. After an orderly end a test without a frame is Missing. Complaints about the line concern the run as a whole.
/// </remarks>
internal sealed class SuiteResult
{
    private readonly Dictionary<string, TestResult> _results = [];

    private SuiteResult(MachineEnd end, string report, IReadOnlyList<string> complaints)
    {
        End = end;
        Report = report;
        Complaints = complaints;
    }

    public enum Verdict
    {
        Passed,
        Failed,
        Crashed,
        Hung,
        NotRun,
        Missing,
    }

    /// <param name="Verdict">What became of the test.</param>
    /// <param name="Message">Why it did not pass.</param>
    /// <param name="Notes">What it told on the way.</param>
    public sealed record TestResult(Verdict Verdict, string Message, IReadOnlyList<string> Notes);

    public MachineEnd End { get; }

    /// <summary>The tail of the console when the machine did not end in order.</summary>
    public string Report { get; }

    /// <summary>What was wrong with the line or with the frames' order; empty in a good run.</summary>
    public IReadOnlyList<string> Complaints { get; private set; }

    public TimeSpan Elapsed { get; init; }

    public TestResult this[string name] => _results.TryGetValue(name, out TestResult? result) ? result : Unheard();

    public bool AllPassed => _results.Count > 0 && _results.Values.All(result => result.Verdict == Verdict.Passed);

    public int Passed => _results.Values.Count(result => result.Verdict == Verdict.Passed);

    public static SuiteResult From(FrameReader reader, MachineEnd end, string console, TimeSpan elapsed)
    {
        SuiteResult suite = new(end, end == MachineEnd.Orderly ? "" : Tail(console), reader.Complaints) { Elapsed = elapsed };
        suite.Read(reader.Frames);
        return suite;
    }

    private void Read(IReadOnlyList<ReceivedFrame> frames)
    {
        List<string> complaints = [.. Complaints];
        List<string> notes = [];
        string? running = null;
        int? expected = null;
        bool ended = false;
        foreach (ReceivedFrame frame in frames)
        {
            switch (frame.Kind)
            {
                case FrameKind.SuiteStart:
                    expected = int.Parse(frame.Field(0), CultureInfo.InvariantCulture);
                    break;
                case FrameKind.TestStart:
                    Unless(running is null, complaints, $"'{frame.Field(0)}' started while '{running}' had not ended");
                    running = frame.Field(0);
                    notes = [];
                    break;
                case FrameKind.Note:
                    notes.Add(frame.Field(0));
                    break;
                case FrameKind.TestPass or FrameKind.TestFail:
                    Unless(running == frame.Field(0), complaints, $"'{frame.Field(0)}' ended, but '{running}' was running");
                    Verdict verdict = frame.Kind == FrameKind.TestPass ? Verdict.Passed : Verdict.Failed;
                    Unless(_results.TryAdd(frame.Field(0), new TestResult(verdict, verdict == Verdict.Passed ? "" : frame.Field(1), notes)), complaints,
                        $"'{frame.Field(0)}' ended twice");
                    running = null;
                    break;
                case FrameKind.SuiteEnd:
                    ended = true;
                    Unless(frame.Fields.SequenceEqual([Count(Verdict.Passed), Count(Verdict.Failed)]), complaints,
                        $"the image counted {string.Join(" and ", frame.Fields)} passed and failed, the host {Count(Verdict.Passed)} and {Count(Verdict.Failed)}");
                    break;
                default:
                    complaints.Add($"frame {frame.Sequence} of unknown kind {frame.Kind}");
                    break;
            }
        }

        if (running is not null)
        {
            bool hung = End == MachineEnd.TimedOut;
            _results[running] = new TestResult(hung ? Verdict.Hung : Verdict.Crashed, $"{Ending()}\n{Report}", notes);
        }

        Unless(expected is not null, complaints, $"the image's tests did not start: {Ending()}\n{Report}");
        Unless(ended || expected is null, complaints, $"the image's tests did not end: {Ending()}");
        Unless(!ended || expected is null || expected == _results.Count, complaints, $"the image announced {expected} tests and ran {_results.Count}");
        Complaints = complaints;
    }

    private static void Unless(bool holds, List<string> complaints, string complaint)
    {
        if (!holds)
        {
            complaints.Add(complaint);
        }
    }

    private static string Tail(string console)
    {
        string[] lines = console.Split('\n');
        int panic = Array.FindIndex(lines, line => line.StartsWith("panic: ", StringComparison.Ordinal));
        return string.Join('\n', panic >= 0 ? lines.Skip(panic).Take(80) : lines.TakeLast(40));
    }

    private string Count(Verdict verdict) => _results.Values.Count(result => result.Verdict == verdict).ToString(CultureInfo.InvariantCulture);

    private TestResult Unheard() => End == MachineEnd.Orderly
        ? new TestResult(Verdict.Missing, "the image ended in order and never ran it", [])
        : new TestResult(Verdict.NotRun, $"the image did not come to it: {Ending()}\n{Report}", []);

    private string Ending() => End switch
    {
        MachineEnd.Orderly => "the machine ended in order",
        MachineEnd.Panic => "the kernel panicked",
        MachineEnd.FailedStart => "the kernel could not start",
        MachineEnd.Reset => "the machine reset itself (a triple fault?)",
        MachineEnd.TimedOut => $"no end within {Elapsed.TotalSeconds:F0} s, killed",
        _ => "QEMU did not run",
    };
}
