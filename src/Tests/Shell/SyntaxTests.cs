using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 2: a parser with positions.</summary>
[TestFixture]
public sealed class SyntaxTests
{
    private static readonly string[] _pieces =
    [
        "if", "then", "fi", "do", "done", "while", "for", "in", "case", "esac", "{", "}", "(", ")", ";", ";;", "&", "&&", "|", "||", "!",
        "<", ">", ">>", "<<E", "<<'E'", "<<-E", "E", "2>", "<&", "$", "${", "$(", "$((", "))", "`", "'", "\"", "\\", "\n", " ", "\t", "#", "a", "x=",
        "$x", "${x:-", "${#", "*", "[", "]", "é", "\ud800", "\0", "=", "~", "-",
    ];

    [TestCaseSource(typeof(LanguageOracleTests), nameof(LanguageOracleTests.All))]
    public void What_is_printed_parses_to_the_same_tree(string script) => AssertRoundTrip(script);

    [Test]
    public void A_random_script_survives_printing_and_parsing() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed => AssertRoundTrip(new ScriptGenerator(seed).Script())).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [TestCaseSource(typeof(LanguageOracleTests), nameof(LanguageOracleTests.All))]
    public void What_is_printed_does_the_same(string script)
    {
        // The text of functions, jobs and $LINENO aside, nothing of a script's form is visible when it runs.
        ShellRun original = Run(script);
        ShellRun printed = Run(SyntaxPrinter.Print(Parser.Parse(script).Script!));
        Assert.That((printed.Status, printed.Output), Is.EqualTo((original.Status, original.Output)));

        static ShellRun Run(string script)
        {
            SimulatedMachine machine = new();
            machine.Files.PutDirectory("/tmp/work");
            return machine.Run("cd /tmp/work\n" + script, "one two\nthree\n", null, "first", "second arg");
        }
    }

    [Test]
    public void Any_text_is_a_script_or_an_error_with_a_place() => Prop.ForAll(
        Gen.Elements(_pieces).ArrayOf().ToArbitrary(),
        pieces =>
        {
            string text = string.Concat(pieces);
            ParsedScript parsed = Parser.Parse(text);
            Assert.That(parsed.Script is null, Is.Not.EqualTo(parsed.Error is null));
            if (parsed.Error is { } error)
            {
                Assert.That(error.Position, Is.InRange(0, text.Length));
                Assert.That(error.Render("test", text), Does.Contain(error.Message).And.Contain("^"));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [TestCase("echo )", "t:1:6: unexpected ')'\n  echo )\n       ^\n")]
    [TestCase("echo a\nif true\nfi\n", "t:3:1: expected 'then' before 'fi'\n  fi\n  ^\n")]
    [TestCase("\techo ${x!}", "t:1:7: bad substitution\n          echo ${x!}\n               ^\n")]
    [TestCase("a | | b", "t:1:5: unexpected '|'\n  a | | b\n      ^\n")]
    [TestCase("x=$(echo 'a\nb", "t:1:10: missing closing '\n  x=$(echo 'a\n           ^\n")]
    [TestCase("for 1 in a; do :; done", "t:1:5: expected a variable's name before '1'\n  for 1 in a; do :; done\n      ^\n")]
    [TestCase("f() echo", "t:1:5: a function's body is a compound command, such as { ...; }\n  f() echo\n      ^\n")]
    public void An_error_shows_the_line_with_a_caret(string text, string message) =>
        Assert.That(Parser.Parse(text).Error!.Render("t", text), Is.EqualTo(message));

    [TestCase("echo 'abc")]
    [TestCase("echo \"abc")]
    [TestCase("echo a \\")]
    [TestCase("if true")]
    [TestCase("if true; then")]
    [TestCase("while true; do echo")]
    [TestCase("for i in a b\n")]
    [TestCase("case x in")]
    [TestCase("case x in a) echo")]
    [TestCase("f() {")]
    [TestCase("f()")]
    [TestCase("( echo")]
    [TestCase("{ echo;")]
    [TestCase("echo $(")]
    [TestCase("echo ${x:-")]
    [TestCase("echo $((1+")]
    [TestCase("echo `a")]
    [TestCase("a &&")]
    [TestCase("a |\n")]
    [TestCase("cat <<END\nx\n")]
    [TestCase("cat <<END")]
    public void A_text_that_only_ends_too_early_is_told_from_a_wrong_one(string text) =>
        Assert.That(Parser.Parse(text).Error?.Completeness, Is.EqualTo(Completeness.Unfinished));

    [Test]
    public void Nesting_beyond_reason_is_an_error_and_no_stack_overflow([Values("(", "{ ", "$(", "\"$(", "${x:-", "if ", "a() { ")] string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening == "$(" ? "echo $(" : opening, 100_000));
        Assert.That(Parser.Parse(text).Error, Is.Not.Null);
    }

    private static void AssertRoundTrip(string script)
    {
        ParsedScript parsed = Parser.Parse(script);
        Assert.That(parsed.Error?.Render("original", script), Is.Null, script);
        string printed = SyntaxPrinter.Print(parsed.Script!);
        ParsedScript again = Parser.Parse(printed);
        Assert.That(again.Error?.Render("printed", printed), Is.Null, printed);
        Assert.That(SyntaxDump.Of(again.Script), Is.EqualTo(SyntaxDump.Of(parsed.Script)), printed);
    }
}
