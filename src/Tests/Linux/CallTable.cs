using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vela.Capabilities;
using Vela.Tests.Build;

namespace Vela.Tests.Linux;

/// <summary>docs/abi/linux.md as data.</summary>
internal static class CallTable
{
    public static IReadOnlyList<CallRow> Rows { get; } =
    [
        .. from line in File.ReadLines(Repository.PathOf("docs/abi/linux.md"))
           let row = Regex.Match(line, @"^\| (\d+) \| (\w+) \| (\w+) \| (.*?) ?\| (.*?) ?\|$")
           where row.Success
           select new CallRow(int.Parse(row.Groups[1].Value), row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value, row.Groups[5].Value),
    ];

    public static IEnumerable<CallRow> Present => Rows.Where(row => row.State != "absent");

    /// <summary>What each kind of work of a call needs: capabilities by their names in the table, and rights.</summary>
    public static IReadOnlyList<CallNeeds> Needs(CallRow row) => [.. row.Needs.Split(" / ").Select(Parse)];

    private static CallNeeds Parse(string text)
    {
        string[] parts = text.Split(": ");
        Dictionary<string, Rights> needed = [];
        foreach (string need in parts[^1].Split(", "))
        {
            string[] words = need.Split(' ');
            needed.Add(words[0], words[1..].Aggregate(Rights.None, (rights, word) => rights | Enum.Parse<Rights>(word)));
        }

        return new CallNeeds(parts.Length == 1 ? "" : parts[0], needed);
    }
}
