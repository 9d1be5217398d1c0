using System;
using System.Collections.Generic;
using System.Linq;

namespace Vela.SelfTests;

/// <summary>Runs tests one after the other and reports each as it starts and ends.</summary>
/// <remarks>A test that throws fails; a test that brings the machine down is reported by the host, which saw it start and not end.</remarks>
public sealed class SelfTestRunner(FrameWriter frames, ISelfTestMachine machine)
{
    /// <summary>Picks the tests that an option value names: words with '_' for blanks, parted by commas, '*' at the end for any ending; all if empty.</summary>
    public static IReadOnlyList<SelfTest> Select(IReadOnlyList<SelfTest> tests, string value)
    {
        string[] words = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? tests : [.. tests.Where(test => words.Any(word => Matches(test.Word, word)))];
    }

    /// <summary>Runs the tests and returns how many failed.</summary>
    public int Run(IReadOnlyList<SelfTest> tests)
    {
        frames.SuiteStart(tests.Count);
        int failed = 0;
        foreach (SelfTest test in tests)
        {
            failed += RunOne(test) ? 0 : 1;
        }

        frames.SuiteEnd(tests.Count - failed, failed);
        return failed;
    }

    private static bool Matches(string name, string word) =>
        word.EndsWith('*') ? name.StartsWith(word[..^1], StringComparison.Ordinal) : name == word;

    private bool RunOne(SelfTest test)
    {
        frames.TestStart(test.Name);
        long start = machine.Nanoseconds;
        try
        {
            test.Run(machine);
        }
        catch (SelfTestFailedException failure)
        {
            frames.TestFail(test.Name, $"{failure.Message}\n{failure.StackTrace}");
            return false;
        }
#pragma warning disable CA1031 // Whatever a test lets out is its failure, and the next test must still run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            frames.TestFail(test.Name, exception.ToString());
            return false;
        }

        frames.TestPass(test.Name, machine.Nanoseconds - start);
        return true;
    }
}
