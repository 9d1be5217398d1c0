using System.Text.RegularExpressions;

namespace Vela.SelfTests;

internal sealed class RegularExpressionsMatch() : SelfTest("Regular expressions match, backtrack and replace")
{
    public override void Run(ISelfTestMachine machine)
    {
        string text = string.Concat(System.Linq.Enumerable.Repeat("vela boots in 0.6 s; vega does not. ", 200));
        Regex words = new(@"\b(?<first>v)(e[lg]a)\b");
        Expect.Equal(400, words.Count(text));
        Expect.That(words.Replace(text, "${first}-$1").StartsWith("v-ela boots", System.StringComparison.Ordinal));
        Expect.That(!new Regex("(a+)+b$").IsMatch(new string('a', 16)), "65,000 ways to backtrack, none of which fits");
    }
}
