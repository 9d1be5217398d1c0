using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Sets in sets: how deep, in how many, and never in a circle, so that what one event sets off is bounded.</remarks>
public sealed partial class PollSet
{
    /// <summary>In how many sets one set may stand.</summary>
    public const int MostOuter = 8;

    // Sets that have this one in them, and that this one has in it, as often as they do.
    private List<PollSet>? _outer;
    private List<PollSet>? _inner;
    private ulong _visit;

    /// <summary>Puts a set into this one, or says why not.</summary>
    private Errno Nest(PollSet inner)
    {
        bool isTooDeep = inner.CountLevels(Nesting.Inner, this) + CountLevels(Nesting.Outer, inner) > MostNesting;
        if (isTooDeep || inner._outer is { Count: >= MostOuter })
        {
            return Errno.TooManySymbolicLinks;
        }

        (_inner ??= []).Add(inner);
        (inner._outer ??= []).Add(this);
        return Errno.None;
    }

    private void Unnest(PollSet inner)
    {
        _ = _inner!.Remove(inner);
        _ = inner._outer!.Remove(this);
    }

    /// <summary>How many sets stand in each other from this one on, itself included; more than may be when there are more, or one that must not be is among them.</summary>
    private int CountLevels(Nesting side, PollSet forbidden)
    {
        List<PollSet> level = [this];
        for (int levels = 1; levels <= MostNesting; levels++)
        {
            ulong visit = _owner.NextNumber(); // a mark that nothing bears yet
            List<PollSet> next = [];
            foreach (PollSet set in level)
            {
                if (set == forbidden)
                {
                    return MostNesting + 1;
                }

                foreach (PollSet neighbour in (side == Nesting.Inner ? set._inner : set._outer) ?? [])
                {
                    if (neighbour._visit != visit)
                    {
                        neighbour._visit = visit;
                        next.Add(neighbour);
                    }
                }
            }

            if (next.Count == 0)
            {
                return levels;
            }

            level = next;
        }

        return MostNesting + 1;
    }

    private enum Nesting
    {
        Inner,
        Outer,
    }
}
