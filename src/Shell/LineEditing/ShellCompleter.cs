using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>Completes commands, options, variables, jobs, paths, and what the kernel's own completers know.</summary>
public sealed class ShellCompleter(ShellSession session, IReadOnlyList<IArgumentCompleter> others) : ICompleter
{
    private const string WordBreaks = " \t\n;&|<>()";
    private const string NeedsQuoting = " \t\n;&|<>()$`\\\"'*?[#~=%!{}";
    private static readonly string[] _openers = ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "("];

    public async KernelTask<Completion> Complete(string text, int cursor)
    {
        int start = cursor;
        while (start > 0 && (!WordBreaks.Contains(text[start - 1], StringComparison.Ordinal) || (start > 1 && text[start - 2] == '\\')))
        {
            start--;
        }

        string word = Unquote(text[start..cursor]);
        string? command = CommandBefore(text, start);
        List<Candidate> candidates = [];
        if (word.StartsWith('$'))
        {
            AddVariables(word, candidates);
        }
        else if (command is null && !word.Contains('/', StringComparison.Ordinal))
        {
            await AddCommands(word, candidates);
        }
        else if (command is not null && word.StartsWith('-') && session.Builtins.Find(command) is { } builtin)
        {
            AddOptions(builtin, word, candidates);
        }
        else if (command is "fg" or "bg" or "kill" or "wait" or "jobs" && word.StartsWith('%'))
        {
            foreach (Job job in session.Jobs.All)
            {
                Add(candidates, "%" + job.Number, word, " ");
            }
        }
        else if (command is "help" or "type" or "command")
        {
            await AddCommands(word, candidates);
        }
        else if (!await AddFromOthers(command, word, candidates))
        {
            await AddPaths(word, command is "cd" or "rmdir", candidates);
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

    /// <summary>The command whose argument a word at <paramref name="start"/> is; null if the word is itself a command.</summary>
    private static string? CommandBefore(string text, int start)
    {
        int begin = text.AsSpan(0, start).LastIndexOfAny(";&|(\n") + 1;
        string? command = null;
        foreach (string word in text[begin..start].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool isAssignment = word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Lexer.IsName(word.AsSpan(0, equals));
            if (command is null && !isAssignment && Array.IndexOf(_openers, word) < 0)
            {
                command = word;
            }
        }

        // What follows < or > is a file, whatever the command.
        return text.AsSpan(0, start).TrimEnd().EndsWith("<") || text.AsSpan(0, start).TrimEnd().EndsWith(">") ? "" : command;
    }

    private static string Unquote(string word)
    {
        StringBuilder plain = new(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length)
            {
                i++;
                _ = plain.Append(word[i]);
            }
            else if (word[i] is not ('"' or '\''))
            {
                _ = plain.Append(word[i]);
            }
        }

        return plain.ToString();
    }

    private static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length);
        foreach (char character in text)
        {
            if (NeedsQuoting.Contains(character, StringComparison.Ordinal) && !(character == '~' && quoted.Length > 0))
            {
                _ = quoted.Append('\\');
            }

            _ = quoted.Append(character);
        }

        return quoted.ToString();
    }

    private static void Add(List<Candidate> candidates, string text, string prefix, string suffix)
    {
        if (text.StartsWith(prefix, StringComparison.Ordinal))
        {
            candidates.Add(new Candidate(text, text, suffix));
        }
    }

    private void AddVariables(string word, List<Candidate> candidates)
    {
        string opening = word.StartsWith("${", StringComparison.Ordinal) ? "${" : "$";
        foreach ((string name, _) in session.Variables.Sorted)
        {
            Add(candidates, opening + name, word, opening == "${" ? "}" : "");
        }
    }

    private async KernelTask AddCommands(string word, List<Candidate> candidates)
    {
        foreach (Builtin builtin in session.Builtins.All)
        {
            Add(candidates, builtin.Name, word, " ");
        }

        foreach (string name in session.Functions.Keys)
        {
            Add(candidates, name, word, " ");
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
                    Add(candidates, entry.Name, word, " ");
                }
            }

            await session.Executive.Breathe();
        }
    }

    /// <summary>The options that a manual tells of: each word of a dash and a letter.</summary>
    private static void AddOptions(Builtin builtin, string word, List<Candidate> candidates)
    {
        CommandManual manual = builtin.Manual;
        foreach (string token in (manual.Usage + " " + manual.Details).Split((char[])[' ', '\n', '[', ']', '|'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (token.Length < 2 || token[0] != '-' || !char.IsAsciiLetter(token[1]))
            {
                continue;
            }

            foreach (char letter in token.AsSpan(1))
            {
                Add(candidates, "-" + letter, word, " ");
            }
        }
    }

    private async KernelTask<bool> AddFromOthers(string? command, string word, List<Candidate> candidates)
    {
        foreach (IArgumentCompleter other in others)
        {
            if (command is not null && other.Handles(command))
            {
                foreach (string argument in await other.Collect(word))
                {
                    Add(candidates, argument, word, " ");
                }

                return true;
            }
        }

        return false;
    }

    private async KernelTask AddPaths(string word, bool onlyDirectories, List<Candidate> candidates)
    {
        int slash = word.LastIndexOf('/');
        string directory = word[..(slash + 1)];
        string prefix = word[(slash + 1)..];
        string home = session.Variables["HOME"] ?? "/";
        string searched = directory.StartsWith("~/", StringComparison.Ordinal) ? home + directory[1..] : directory;
        if (session.Files is not { } files
            || !(await files.ReadDirectory(searched.Length == 0 ? session.WorkingDirectory : session.Resolve(searched))).Ok(out IReadOnlyList<DirectoryEntry>? entries, out _))
        {
            return;
        }

        foreach (DirectoryEntry entry in entries)
        {
            bool isDirectory = entry.Kind == FileKind.Directory;
            bool hidden = entry.Name.StartsWith('.') && !prefix.StartsWith('.');
            if (!hidden && (isDirectory || !onlyDirectories) && entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                candidates.Add(new Candidate(Quote(directory + entry.Name), entry.Name + (isDirectory ? "/" : ""), isDirectory ? "/" : " "));
            }
        }
    }
}
