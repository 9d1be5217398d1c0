using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Assignments, then words of which the first names what to run; redirections anywhere (XCU 2.9.1).</summary>
public sealed class SimpleCommand(int position, IReadOnlyList<Assignment> assignments, IReadOnlyList<Word> words, IReadOnlyList<Redirection> redirections) : Command(position)
{
    public IReadOnlyList<Assignment> Assignments { get; } = assignments;

    public IReadOnlyList<Word> Words { get; } = words;

    public IReadOnlyList<Redirection> Redirections { get; } = redirections;
}
