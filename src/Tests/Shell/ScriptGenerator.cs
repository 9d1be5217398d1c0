using System;
using System.Linq;

namespace Vela.Tests.Shell;

/// <summary>Writes random scripts that are right by construction, from a seed.</summary>
public sealed class ScriptGenerator(int seed)
{
    private static readonly string[] _plain = ["a", "b1", "x", "-n", "a.c", "*", "?x", "[a-c]", "~", "=", "a=b", "{", "}", "if", "é", "2", "#", "l\\\nm"];
    private static readonly string[] _names = ["x", "y", "PATH", "_1"];
    private readonly Random _random = new(seed);

    public string Script() => List(3) + "\n";

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private string List(int depth) =>
        string.Join(Pick("\n", "; ", ";\n\n", " & "), Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => AndOr(depth)));

    private string AndOr(int depth) =>
        string.Join(Pick(" && ", " || ", " &&\n"), Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => Pipeline(depth)));

    private string Pipeline(int depth) =>
        Pick("", "", "! ") + string.Join(Pick(" | ", "|", " |\n "), Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => Command(depth)));

    private string Command(int depth)
    {
        if (depth == 0)
        {
            return Simple(0);
        }

        int inner = depth - 1;
        string redirections = Pick("", "", " >f", " 2>&1", " <\"$x\"");
        return _random.Next(12) switch
        {
            0 => "{ " + List(inner) + "\n}" + redirections,
            1 => "( " + List(inner) + "\n)" + redirections,
            2 => "if " + List(inner) + "\nthen " + List(inner) + "\nfi" + redirections,
            3 => "if " + List(inner) + "\nthen " + List(inner) + "\nelif " + List(inner) + "\nthen :; else " + List(inner) + "\nfi",
            4 => Pick("while ", "until ") + List(inner) + "\ndo " + List(inner) + "\ndone" + redirections,
            5 => "for " + Pick(_names) + Pick("", " in", " in " + Words(inner)) + Pick("\n", ";\n") + "do " + List(inner) + "\ndone",
            6 => "case " + Word(inner) + " in\n" + Pick("", "(") + Word(inner) + Pick("", " | y") + ") " + List(inner) + "\n;;\n*) ;;\nesac",
            7 => Pick(_names) + "() {\n" + List(inner) + "\n}",
            _ => Simple(inner),
        };
    }

    private string Simple(int depth)
    {
        string command = Pick("echo", "true", "x=1", "y='a b' cmd", "x=$y", "c", ">o echo", "2>&1 if") + Pick("", " " + Words(depth));
        return command + Pick("", "", "", " >" + Word(depth), " 2>>f", " <&3", " >|g", " <>h", " >&-");
    }

    private string Words(int depth) => string.Join(' ', Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Word(depth)));

    private string Word(int depth) => string.Concat(Enumerable.Range(0, 1 + _random.Next(2)).Select(i => Part(depth, i == 0)));

    private string Part(int depth, bool first)
    {
        string name = Pick(_names);
        return _random.Next(13) switch
        {
            0 => "'" + Pick("", "a b", "$x", "\"", "\n") + "'",
            1 => "\"" + Pick("", "a $" + name + " b", "\\$\\\"\\\\", "${" + name + ":-'q'}", "~", depth > 0 ? "$(" + List(depth - 1) + ")" : "x") + "\"",
            2 => "\\" + Pick(" ", "$", "\\", "a", "'", ";", "é"),
            3 => "$" + Pick(name, "1", "@", "?", "#", "*"),
            4 => "${" + name + Pick("", "%", "%%", "#", "##", ":-", "-", "=", ":=", "?", "+", ":+") + "}",
            5 => "${" + name + Pick("%", "##", ":-", "+") + Pick("*.c", "\"a b\"", "$y", "'}'", "\\}") + "}",
            6 => "${#" + name + "}",
            7 => "$((" + Pick("1+2", "x * (y - 1)", "$x+1", "a?b:c") + "))",
            8 => depth > 0 ? "$( " + List(depth - 1) + "\n)" : ":",
            9 => depth > 0 ? "`echo " + Pick("x", "\\$y", "'z'") + "`" : "\"$\"",
            _ => first ? Pick(_plain.Where(word => !word.StartsWith('#')).ToArray()) : Pick(_plain),
        };
    }
}
