using System.Collections.Generic;
using System.Globalization;

namespace Vela.Build.Bench;

/// <summary>What build/bench was asked for; its own head lists the options.</summary>
public sealed class BenchOptions
{
    public BenchTask Task { get; private set; } = BenchTask.Compare;

    public Clocking Clocking { get; private set; } = Clocking.Instructions;

    /// <summary>Patterns of rows; none for all.</summary>
    public List<string> Rows { get; } = [];

    /// <summary>How often each machine runs where figures differ from run to run.</summary>
    public int Runs { get; private set; } = 3;

    public bool Json { get; private set; }

    /// <summary>Whether README.md, docs/performance.md and the history are written.</summary>
    public bool Write { get; private set; }

    /// <exception cref="BuildException">The words make no sense; it says which.</exception>
    public static BenchOptions Parse(string[] words)
    {
        BenchOptions options = new();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            switch (word)
            {
                case "--only": options.Rows.Add(Value(words, ref i)); break;
                case "--wall": options.Clocking = Clocking.Wall; break;
                case "--runs": options.Runs = Count(Value(words, ref i)); break;
                case "--json": options.Json = true; break;
                case "--write": options.Write = true; break;
                case "--gate": options.Task = BenchTask.Gate; break;
                case "--curves": options.Task = BenchTask.Curves; break;
                case "--collector": options.Task = BenchTask.Collector; break;
                case "--disk": options.Task = BenchTask.Disk; break;
                case "--accept": options.Task = BenchTask.Accept; break;
                case "--profile":
                    options.Task = BenchTask.Profile;
                    options.Rows.Add(Value(words, ref i));
                    break;
                default: throw new BuildException($"build/bench: unknown option '{word}'; 'build/bench --help' lists them");
            }
        }

        if (options.Write && (options.Rows.Count > 0 || options.Clocking == Clocking.Wall || options.Task is not (BenchTask.Compare or BenchTask.Curves or BenchTask.Collector or BenchTask.Disk)))
        {
            throw new BuildException("build/bench: --write stores a whole run: no --only, --wall or other task with it");
        }

        return options;
    }

    private static string Value(string[] words, ref int at) =>
        ++at < words.Length ? words[at] : throw new BuildException($"build/bench: {words[at - 1]} needs a value");

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and < 100
            ? count
            : throw new BuildException($"build/bench: --runs wants a number from 1 to 99, not '{text}'");
}
