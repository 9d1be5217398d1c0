using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>Completes commands, options, variables, signals, jobs, processes, capabilities and paths.</summary>
/// <remarks>What a builtin takes is read from its manual: PID in its usage stands for processes, JOB for jobs, COMMAND and PROGRAM for commands.</remarks>
public sealed class ShellCompleter(ShellSession session, Container? container) : ICompleter
{
    private static readonly string[] _openers = ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "("];
    private readonly ProcessCandidates? _processes = container is null ? null : new ProcessCandidates(container);

    public async KernelTask<Completion> Complete(string text, int cursor)
    {
        UnfinishedWord word = UnfinishedWord.At(text, cursor);
        List<Candidate> candidates = [];
        int start = word.Start;
        int dollar = word.Quote == '\'' ? -1 : StartOfVariable(text, word.Start, cursor);
        if (dollar >= 0)
        {
            start = dollar;
            AddVariables(text[dollar..cursor], candidates);
        }
        else
        {
            await AddWords(word, WordsBefore(text, word.Start), candidates);
        }

        candidates.Sort((left, right) => string.CompareOrdinal(left.Text, right.Text));
        for (int i = candidates.Count - 1; i > 0; i--)
        {
            if (candidates[i].Text == candidates[i - 1].Text)
            {
                candidates.RemoveAt(i);
            }
        }

        return new Completion(start, candidates);
    }

    private async KernelTask AddWords(UnfinishedWord word, List<string> before, List<Candidate> candidates)
    {
        if (before.Count == 0)
        {
            await AddCommandsOrPaths(word, candidates);
            return;
        }

        Builtin? builtin = session.Builtins.Find(before[0]);
        string usage = builtin?.Manual.Usage ?? "";
        if (before[0].Length > 0 && word.Text.StartsWith('%') && usage.Contains("JOB", StringComparison.Ordinal))
        {
            foreach (Job job in session.Jobs.All)
            {
                Add(candidates, "%" + job.Number, "%" + job.Number + " " + job.Text, word.Text);
            }
        }
        else if (builtin is not null && word.Text.StartsWith('-'))
        {
            AddOptions(builtin, word.Text, candidates);
        }
        else if (builtin is not null && before[^1] == "--with" && !word.Text.Contains('=', StringComparison.Ordinal))
        {
            AddGrants(builtin, word.Text, candidates);
        }
        else if (_processes is not null && usage.Contains("NUMBER", StringComparison.Ordinal) && FirstProcess(before) is { } process)
        {
            _processes.AddCapabilities(process, word.Text, candidates);
        }
        else if (_processes is not null && usage.Contains("PID", StringComparison.Ordinal) && (word.Text.Length == 0 || char.IsAsciiDigit(word.Text[0])))
        {
            _processes.AddProcesses(word.Text, candidates);
        }
        else if ((usage.Contains("COMMAND", StringComparison.Ordinal) || usage.Contains("PROGRAM", StringComparison.Ordinal)) && IsFirstOperand(before))
        {
            await AddCommandsOrPaths(word, candidates);
        }
        else
        {
            await AddPaths(word, before[0] is "cd" or "rmdir", candidates);
        }
    }

    /// <summary>Where a variable's name that ends at the cursor begins, with its dollar sign; negative if none does.</summary>
    private static int StartOfVariable(string text, int start, int cursor)
    {
        int at = cursor;
        while (at > start && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
        {
            at--;
        }

        at -= at > start && text[at - 1] == '{' ? 1 : 0;
        return at > start && text[at - 1] == '$' && (at < start + 2 || text[at - 2] != '\\') ? at - 1 : -1;
    }

    /// <summary>The command whose argument a word at <paramref name="start"/> is, and the words between; none if the word is itself a command.</summary>
    private static List<string> WordsBefore(string text, int start)
    {
        List<string> words = [];
        ReadOnlySpan<char> before = text.AsSpan(0, start).TrimEnd();
        if (before.EndsWith("<") || before.EndsWith(">"))
        {
            words.Add(""); // what follows is a file, whatever the command
            return words;
        }

        int begin = before.LastIndexOfAny(";&|(\n") + 1;
        foreach (string word in text[begin..start].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool isAssignment = word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Lexer.IsName(word.AsSpan(0, equals));
            if (words.Count > 0 || (!isAssignment && Array.IndexOf(_openers, word) < 0))
            {
                words.Add(word);
            }
        }

        return words;
    }

    /// <summary>Whether nothing but options, what they take, and numbers stands between the command and the word.</summary>
    private static bool IsFirstOperand(List<string> before)
    {
        for (int i = 1; i < before.Count; i++)
        {
            if (before[i][0] != '-' && !before[i].Contains('=', StringComparison.Ordinal) && !char.IsAsciiDigit(before[i][0]))
            {
                return false;
            }
        }

        return true;
    }

    private Process? FirstProcess(List<string> before)
    {
        for (int i = 1; i < before.Count; i++)
        {
            if (int.TryParse(before[i], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && container!.Find(id) is { } process)
            {
                return process;
            }
        }

        return null;
    }

    private static void Add(List<Candidate> candidates, string text, string label, string prefix, string suffix = " ")
    {
        if (text.StartsWith(prefix, StringComparison.Ordinal))
        {
            candidates.Add(new Candidate(text, label, suffix));
        }
    }

    private void AddVariables(string word, List<Candidate> candidates)
    {
        string opening = word.StartsWith("${", StringComparison.Ordinal) ? "${" : "$";
        foreach ((string name, _) in session.Variables.Sorted)
        {
            Add(candidates, opening + name, opening + name, word, opening == "${" ? "}" : "");
        }
    }

    private KernelTask AddCommandsOrPaths(UnfinishedWord word, List<Candidate> candidates) =>
        word.Text.Contains('/', StringComparison.Ordinal) ? AddPaths(word, onlyDirectories: false, candidates) : AddCommands(word.Text, candidates);

    private async KernelTask AddCommands(string word, List<Candidate> candidates)
    {
        foreach (Builtin builtin in session.Builtins.All)
        {
            Add(candidates, builtin.Name, builtin.Name, word);
        }

        foreach (string name in session.Functions.Keys)
        {
            Add(candidates, name, name, word);
        }

        if (session.Files is not { } files || word.Length == 0)
        {
            return;
        }

        foreach (string directory in (session.Variables["PATH"] ?? Interpreter.DefaultPath).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((await files.ReadDirectory(session.Resolve(directory))).Ok(out IReadOnlyList<DirectoryEntry>? entries, out _))
            {
                foreach (DirectoryEntry entry in entries)
                {
                    Add(candidates, entry.Name, entry.Name, word);
                }
            }

            await session.Executive.Breathe();
        }
    }

    /// <summary>The options that a manual tells of: each word of one dash and letters is so many options, one of two dashes is itself an option.</summary>
    private static void AddOptions(Builtin builtin, string word, List<Candidate> candidates)
    {
        CommandManual manual = builtin.Manual;
        foreach (string token in (manual.Usage + " " + manual.Details).Split((char[])[' ', '\n', '[', ']', '|'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal))
            {
                Add(candidates, token, token, word);
            }
            else if (token.Length > 1 && token[0] == '-' && char.IsAsciiLetter(token[1]))
            {
                if (token == "-SIGNAL")
                {
                    AddSignals(word, candidates);
                    continue;
                }

                foreach (char letter in token.AsSpan(1))
                {
                    Add(candidates, "-" + letter, "-" + letter, word);
                }
            }
        }
    }

    private static void AddSignals(string word, List<Candidate> candidates)
    {
        for (int signal = 1; signal < Signals.Count; signal++)
        {
            Add(candidates, "-" + Signals.NameOf(signal), "-" + Signals.NameOf(signal), word);
        }
    }

    /// <summary>What a manual says can be given: its lines that begin with a name and an equals sign.</summary>
    private static void AddGrants(Builtin builtin, string word, List<Candidate> candidates)
    {
        foreach (string line in builtin.Manual.Details.Split('\n'))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && Lexer.IsName(line.AsSpan(0, equals)))
            {
                Add(candidates, line[..(equals + 1)], line[..(equals + 1)], word, "");
            }
        }
    }

    private async KernelTask AddPaths(UnfinishedWord word, bool onlyDirectories, List<Candidate> candidates)
    {
        // Behind an equals sign a path begins anew, as in of=/tmp/x and dir=/data.
        int equals = word.Text.LastIndexOf('=') + 1;
        string path = word.Text[equals..];
        int slash = path.LastIndexOf('/');
        string directory = path[..(slash + 1)];
        string prefix = path[(slash + 1)..];
        string home = session.Variables["HOME"] ?? "/";
        string searched = directory.StartsWith("~/", StringComparison.Ordinal) ? home + directory[1..] : directory;
        if (session.Files is not { } files
            || !(await files.ReadDirectory(searched.Length == 0 ? session.WorkingDirectory : session.Resolve(searched))).Ok(out IReadOnlyList<DirectoryEntry>? entries, out _))
        {
            return;
        }

        foreach (DirectoryEntry entry in entries)
        {
            bool isDirectory = await IsDirectory(files, searched, entry);
            bool hidden = entry.Name.StartsWith('.') && !prefix.StartsWith('.');
            if (!hidden && (isDirectory || !onlyDirectories) && entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                string closed = (word.Quote == '\0' ? "" : word.Quote.ToString()) + " ";
                candidates.Add(new Candidate(
                    word.Write(word.Text[..equals] + directory + entry.Name), entry.Name + (isDirectory ? "/" : ""), isDirectory ? "/" : closed));
            }
        }
    }

    private async KernelTask<bool> IsDirectory(IShellFiles files, string directory, DirectoryEntry entry) =>
        entry.Kind == FileKind.Directory
        || (entry.Kind == FileKind.SymbolicLink
            && (await files.ReadStatus(session.Resolve(directory + entry.Name), LinkRule.Follow)).Ok(out FileStatus status, out _)
            && status.Kind == FileKind.Directory);
}
