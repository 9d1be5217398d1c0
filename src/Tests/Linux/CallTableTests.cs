using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Linux;

/// <summary>docs/abi/linux.md says which calls there are: it is held against the tables.</summary>
[TestFixture]
public sealed class CallTableTests
{
    private const int LastOld = 334;
    private const int FirstNew = 424;
    private const int LastNew = 462;

    [Test]
    public void The_table_lists_every_number_once_and_in_order()
    {
        IEnumerable<int> all = Enumerable.Range(0, LastOld + 1).Concat(Enumerable.Range(FirstNew, LastNew - FirstNew + 1));
        Assert.That(Table().Select(row => row.Number), Is.EqualTo(all));
    }

    [Test]
    public void The_table_says_of_each_call_whether_it_is_there()
    {
        HashSet<int> handled = [.. Handled()];
        IEnumerable<int> listed = Table().Where(row => row.State != "absent").Select(row => row.Number);
        Assert.That(listed, Is.EquivalentTo(handled));
    }

    [Test]
    public void The_table_says_what_is_missing_exactly_where_something_is()
    {
        foreach ((int number, string state, string missing) in Table())
        {
            Assert.That(state, Is.AnyOf("full", "partial", "absent"), $"call {number}");
            Assert.That(missing.Length != 0, Is.EqualTo(state == "partial"), $"call {number}");
        }
    }

    [Test]
    public void No_call_is_defined_twice() => Assert.That(Handled(), Is.Unique);

    private static IEnumerable<(int Number, string State, string Missing)> Table() =>
        CallTable.Rows.Select(row => (row.Number, row.State, row.Missing));

    private static List<int> Handled() =>
    [
        .. from file in new[] { "LinuxPersonality.Calls.cs", "LinuxPersonality.FileCalls.cs" }
           from Match match in Regex.Matches(File.ReadAllText(Repository.PathOf($"src/Linux/{file}")), @"\bDefine\((\d+), ")
           select int.Parse(match.Groups[1].Value),
    ];
}
