using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Regular expressions find what the host's grep finds (XBD 9).</summary>
[TestFixture]
public sealed class RegularExpressionTests
{
    private static readonly string[] _lines =
        ["", "a", "b", "ab", "ba", "aab", "abab", "a.b", "A", "c*d", "a(b)", "a b", "word_1 two", "x{2}", "^a$", "aaa", "bbb c", "-", "]", "a+b?", "abcabc", "/", "!"];

    [TestCase("a.b", RegularExpressionRules.None)]
    [TestCase("^a", RegularExpressionRules.None)]
    [TestCase("b$", RegularExpressionRules.None)]
    [TestCase("^$", RegularExpressionRules.None)]
    [TestCase("*d", RegularExpressionRules.None)]
    [TestCase("^*", RegularExpressionRules.None)]
    [TestCase("^^a", RegularExpressionRules.None)]
    [TestCase("a$$", RegularExpressionRules.None)]
    [TestCase("a+b?", RegularExpressionRules.None)]
    [TestCase("\\(ab\\)*c", RegularExpressionRules.None)]
    [TestCase("\\(^a\\|b$\\)", RegularExpressionRules.None)]
    [TestCase("a\\{2,\\}", RegularExpressionRules.None)]
    [TestCase("a\\{2\\}b", RegularExpressionRules.None)]
    [TestCase("a\\+b\\?", RegularExpressionRules.None)]
    [TestCase("[]a]", RegularExpressionRules.None)]
    [TestCase("[^]a]", RegularExpressionRules.None)]
    [TestCase("[a-c]$", RegularExpressionRules.None)]
    [TestCase("[[:digit:][:upper:]]", RegularExpressionRules.None)]
    [TestCase("[!/]", RegularExpressionRules.None)]
    [TestCase("\\<two", RegularExpressionRules.None)]
    [TestCase("d\\>", RegularExpressionRules.None)]
    [TestCase("\\bb", RegularExpressionRules.None)]
    [TestCase("\\w\\W\\w", RegularExpressionRules.None)]
    [TestCase("a\nb$", RegularExpressionRules.None)]
    [TestCase("a|bb", RegularExpressionRules.Extended)]
    [TestCase("(a|b)+c", RegularExpressionRules.Extended)]
    [TestCase("^(ab)*$", RegularExpressionRules.Extended)]
    [TestCase("(^|b)a", RegularExpressionRules.Extended)]
    [TestCase("a{2}b|x\\{2\\}", RegularExpressionRules.Extended)]
    [TestCase("a{1,2}b", RegularExpressionRules.Extended)]
    [TestCase("(a?b?){3}$", RegularExpressionRules.Extended)]
    [TestCase("()b", RegularExpressionRules.Extended)]
    [TestCase("a\\(b\\)", RegularExpressionRules.Extended)]
    [TestCase("AB|C", RegularExpressionRules.Extended | RegularExpressionRules.EitherCase)]
    [TestCase("a|ab", RegularExpressionRules.Extended | RegularExpressionRules.WholeLine)]
    public void It_finds_what_the_hosts_grep_finds(string expression, RegularExpressionRules rules) => Compare([expression], rules);

    [Test]
    public void Random_expressions_find_what_the_hosts_grep_finds()
    {
        Random random = new(20260401);
        Compare([.. Enumerable.Range(0, 150).Select(_ => Make(random, 3))], RegularExpressionRules.Extended);
    }

    [TestCase("a\\(", "unmatched")]
    [TestCase("a\\)", "unmatched")]
    [TestCase("[a", "unmatched [")]
    [TestCase("a\\{2", "invalid content")]
    [TestCase("a\\{3,2\\}", "invalid content")]
    [TestCase("\\(a\\)\\1", "back-references")]
    [TestCase("a\\", "trailing backslash")]
    public void What_is_wrong_is_told(string expression, string message)
    {
        Assert.That(RegularExpression.Parse(expression, RegularExpressionRules.None, out string error), Is.Null);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    public void No_expression_takes_for_ever_or_all_of_memory()
    {
        Assert.That(RegularExpression.Parse("((a{255}){255}){255}", RegularExpressionRules.Extended, out string error), Is.Null);
        Assert.That(error, Does.Contain("too large"));
        RegularExpression slow = RegularExpression.Parse("(a*)*(a|aa)*(a?){30}b", RegularExpressionRules.Extended, out _)!;
        Assert.That(slow.IsMatch(new string('a', 20_000)), Is.False);
        Assert.That(RegularExpression.Parse(new string('(', 50_000) + new string(')', 50_000), RegularExpressionRules.Extended, out _), Is.Not.Null);
    }

    private static void Compare(string[] expressions, RegularExpressionRules rules)
    {
        string letters = ((rules & RegularExpressionRules.Extended) != 0 ? "E" : "")
            + ((rules & RegularExpressionRules.EitherCase) != 0 ? "i" : "") + ((rules & RegularExpressionRules.WholeLine) != 0 ? "x" : "");
        StringBuilder script = new("cat > lines\n");
        foreach (string expression in expressions)
        {
            _ = script.Append($"grep -n{letters} -e '{expression}' lines | cut -d: -f1 | tr '\\n' ' '; echo\n");
        }

        string[] expected = HostShell.Run("bash", script.ToString(), string.Join('\n', _lines) + "\n").Output.Split('\n');
        List<string> wrong = [];
        for (int i = 0; i < expressions.Length; i++)
        {
            RegularExpression? expression = RegularExpression.Parse(expressions[i], rules, out string error);
            Assert.That(expression, Is.Not.Null, expressions[i] + ": " + error);
            string found = string.Concat(Enumerable.Range(1, _lines.Length).Where(line => expression!.IsMatch(_lines[line - 1])).Select(line => line + " "));
            if (found != expected[i])
            {
                wrong.Add($"{expressions[i]}: {found}instead of {expected[i]}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    private static string Make(Random random, int depth) => random.Next(depth <= 0 ? 5 : 12) switch
    {
        0 or 1 => "a",
        2 => "b",
        3 => ".",
        4 => random.Next(2) == 0 ? "[ab]" : "[^a]",
        5 or 6 => Make(random, depth - 1) + Make(random, depth - 1),
        7 => "(" + Make(random, depth - 1) + ")*",
        8 => "(" + Make(random, depth - 1) + ")+",
        9 => "(" + Make(random, depth - 1) + "){1,2}",
        10 => "(" + Make(random, depth - 1) + "|" + Make(random, depth - 1) + ")",
        _ => random.Next(2) == 0 ? "^(" + Make(random, depth - 1) + ")" : "(" + Make(random, depth - 1) + ")$",
    };
}
