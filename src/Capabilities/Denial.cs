using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vela.Capabilities;

/// <summary>One refusal: what was tried, on what, what was missing, and where the capability came from.</summary>
public struct Denial
{
    /// <summary>How many steps of the provenance are kept.</summary>
    public const int PathLength = 8;

    private Steps _path;

    /// <summary>Counts refusals from 1.</summary>
    public ulong Number { get; internal set; }

    /// <summary>The method that presented the capability.</summary>
    public string Operation { get; internal set; }

    public DenialReason Reason { get; internal set; }

    /// <summary>The type and id of the object that the capability is for; None and 0 when no capability was found.</summary>
    public ObjectType Type { get; internal set; }

    public ulong ObjectId { get; internal set; }

    /// <summary>The rights that were wanted and are not there.</summary>
    public Rights Missing { get; internal set; }

    /// <summary>The space that was asked.</summary>
    public ulong SpaceId { get; internal set; }

    internal int Depth { readonly get; set; }

    /// <summary>From the capability itself towards the root, <see cref="PathLength"/> steps at most.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ProvenanceStep> Path => ((ReadOnlySpan<ProvenanceStep>)_path)[..Depth];

    internal void Add(in ProvenanceStep step)
    {
        _path[Depth] = step;
        Depth++;
    }

    /// <summary>The log line.</summary>
    public override readonly string ToString()
    {
        StringBuilder line = new();
        _ = line.Append($"denial {Number}: {Operation} on {Type}#{ObjectId} by space #{SpaceId}: {Reason}");
        if (Missing != Rights.None)
        {
            _ = line.Append($" {Missing}");
        }

        foreach (ref readonly ProvenanceStep step in Path)
        {
            _ = line.Append($" <- {step}");
        }

        return line.ToString();
    }

    [InlineArray(PathLength)]
    private struct Steps
    {
        private ProvenanceStep _first;
    }
}
