using System.Collections.Generic;

namespace Vela.Processes;

/// <summary>Processes in no order: adding one and removing one cost the same however many there are.</summary>
/// <remarks>A process remembers its place in each kind of list; the last one takes the place of one that leaves.</remarks>
public sealed class ProcessList(ProcessList.Kind kind)
{
    private readonly List<Process> _members = [];

    /// <summary>What makes a process a member; it is in one list of each kind at most.</summary>
    public enum Kind
    {
        Children,
        Group,
    }

    public int Count => _members.Count;

    public Process this[int place] => _members[place];

    internal void Add(Process process)
    {
        Place(process) = _members.Count;
        _members.Add(process);
    }

    internal void Remove(Process process)
    {
        int place = Place(process);
        int last = _members.Count - 1;
        Process moved = _members[last];
        _members[place] = moved;
        Place(moved) = place;
        _members.RemoveAt(last);
    }

    internal void Clear() => _members.Clear();

    private ref int Place(Process process) => ref kind == Kind.Children ? ref process.PlaceAmongChildren : ref process.PlaceInGroup;
}
