using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vela.Build.Symbols;

namespace Vela.Build.Bench;

/// <summary>Counts the instructions that a trace of QEMU's shows between two addresses, by address.</summary>
/// <remarks>
/// With one instruction to a block and no block chained to the next, <c>-d exec</c> writes a line for each instruction executed:
/// <c>Trace 0: HOST [CS-BASE/PC/FLAGS/CFLAGS] NAME</c> (QEMU, accel/tcg/cpu-exec.c). The two addresses are those of functions that the
/// benchmark calls around each timed part, so that what is counted is what the row's figure is made of.
/// </remarks>
public sealed class TraceCount(ulong begins, ulong ends)
{
    private readonly Dictionary<ulong, long> _counts = [];
    private bool _counting;

    /// <summary>All instructions counted.</summary>
    public long Total { get; private set; }

    /// <summary>Takes one line of the trace; others are passed over.</summary>
    public void Add(ReadOnlySpan<char> line)
    {
        int bracket = line.IndexOf('[');
        if (!line.StartsWith("Trace ") || bracket < 0)
        {
            return;
        }

        ReadOnlySpan<char> rest = line[(bracket + 1)..];
        int slash = rest.IndexOf('/');
        rest = slash < 0 ? default : rest[(slash + 1)..];
        slash = rest.IndexOf('/');
        if (slash < 0 || !ulong.TryParse(rest[..slash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
        {
            return;
        }

        if (address == begins)
        {
            _counting = true;
        }
        else if (address == ends)
        {
            _counting = false;
        }
        else if (_counting)
        {
            Total++;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, address, out _)++;
        }
    }

    /// <summary>The counts of each function, the largest first; what lies in none is the program's own.</summary>
    /// <param name="functions">Ascending and disjoint.</param>
    public IReadOnlyList<(string Name, long Count)> ByFunction(IReadOnlyList<FunctionRange> functions, string elsewhere)
    {
        Dictionary<string, long> sums = [];
        foreach ((ulong address, long count) in _counts)
        {
            string name = Find(functions, address) ?? elsewhere;
            sums[name] = sums.GetValueOrDefault(name) + count;
        }

        return [.. sums.OrderByDescending(sum => sum.Value).ThenBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => (sum.Key, sum.Value))];
    }

    private static string? Find(IReadOnlyList<FunctionRange> functions, ulong address)
    {
        int low = 0;
        int high = functions.Count - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            FunctionRange function = functions[middle];
            if (address < function.Start)
            {
                high = middle - 1;
            }
            else if (address >= function.End)
            {
                low = middle + 1;
            }
            else
            {
                return function.Name;
            }
        }

        return null;
    }
}
