using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>read (XCU 3, read).</summary>
public sealed class ReadCommand : Builtin
{
    public override string Name => "read";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "read [-r] [-p PROMPT] NAME...",
        "Reads a line into variables, a word each, the last one taking the rest.",
        "while read -r name value; do echo $name; done < /etc/hosts",
        "-r  a backslash is an ordinary character\n-p  shows a prompt first, on a console\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        bool raw = false;
        string prompt = "";
        int i = 1;
        for (; i <= context.Count && context[i].StartsWith('-'); i++)
        {
            if (context[i] == "-r")
            {
                raw = true;
            }
            else if (context[i] == "-p" && i < context.Count)
            {
                prompt = context[++i];
            }
            else
            {
                return context.Misuse("unknown option '" + context[i] + "'");
            }
        }

        if (prompt.Length > 0 && context.Input.IsConsole)
        {
            context.Error.Write(prompt);
            await context.Error.Flush();
        }

        List<string> names = [.. Interpreter.Tail(context.Arguments, i)];
        if (names.Count == 0)
        {
            names.Add("REPLY");
        }

        (Field line, bool ended) = await ReadLine(context, raw);
        foreach ((string name, string value) in Assign(line, names, context.Session.Variables["IFS"] ?? " \t\n"))
        {
            if (!Lexer.IsName(name))
            {
                return context.Fail("'" + name + "' is not a variable's name", 2);
            }

            if (context.Session.Variables.TrySet(name, value) != Errno.None)
            {
                throw new ExpansionException(name + ": is read only");
            }
        }

        return ended ? 0 : 1;
    }

    /// <summary>Reads one byte at a time: what follows the line is for the next reader. The marks tell what a backslash quoted.</summary>
    private static async KernelTask<(Field Line, bool Ended)> ReadLine(CommandContext context, bool raw)
    {
        byte[] one = new byte[1];
        List<byte> bytes = [];
        List<bool> marks = [];
        bool escaped = false;
        while (true)
        {
            if (!(await context.Input.Read(one, context.Interruption)).Ok(out int count, out Errno error))
            {
                context.EndIfInterrupted();
                throw new CommandEndedException(2, ErrorText.Of(error));
            }

            if (count == 0)
            {
                return (ToField(bytes, marks), false);
            }

            if (escaped)
            {
                escaped = false;
                if (one[0] != '\n')
                {
                    bytes.Add(one[0]);
                    marks.Add(true);
                }
            }
            else if (!raw && one[0] == '\\')
            {
                escaped = true;
            }
            else if (one[0] == '\n')
            {
                return (ToField(bytes, marks), true);
            }
            else
            {
                bytes.Add(one[0]);
                marks.Add(false);
            }

            await context.Breathe();
        }
    }

    private static Field ToField(List<byte> bytes, List<bool> marks)
    {
        string text = ShellText.Decode(bytes.ToArray());
        StringBuilder quoted = new(text.Length);
        int at = 0;
        foreach (char character in text)
        {
            _ = quoted.Append(marks[Math.Min(at, marks.Count - 1)] ? '1' : '0');
            at += char.IsLowSurrogate(character) && character < '\uDC80' ? 2 : character < 0x80 ? 1 : character < 0x800 ? 2 : char.IsSurrogate(character) ? 2 : 3;
        }

        return new Field(text, quoted.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Assign(Field line, List<string> names, string separators)
    {
        int at = SkipBlanks(line, 0, separators);
        for (int i = 0; i < names.Count - 1; i++)
        {
            int start = at;
            while (at < line.Text.Length && !IsSeparator(line, at, separators))
            {
                at++;
            }

            yield return (names[i], line.Text[start..at]);
            at = SkipBlanks(line, at, separators);
            if (at < line.Text.Length && IsSeparator(line, at, separators) && !IsBlank(line.Text[at]))
            {
                at = SkipBlanks(line, at + 1, separators);
            }
        }

        int end = line.Text.Length;
        while (end > at && IsSeparator(line, end - 1, separators) && IsBlank(line.Text[end - 1]))
        {
            end--;
        }

        // A single other separator at the very end belongs to the last field's end, not to its text.
        if (end > at && IsSeparator(line, end - 1, separators) && line.Text.AsSpan(at, end - 1 - at).IndexOfAny(separators) < 0)
        {
            end--;
        }

        yield return (names[^1], line.Text[at..end]);
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n';

    private static bool IsSeparator(Field line, int at, string separators) =>
        line.Quoted[at] == '0' && separators.Contains(line.Text[at], StringComparison.Ordinal);

    private static int SkipBlanks(Field line, int at, string separators)
    {
        while (at < line.Text.Length && IsSeparator(line, at, separators) && IsBlank(line.Text[at]))
        {
            at++;
        }

        return at;
    }
}
