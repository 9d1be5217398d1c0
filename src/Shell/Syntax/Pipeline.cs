using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Commands whose output is the next one's input.</summary>
public sealed class Pipeline(int position, Negation negation, IReadOnlyList<Command> commands) : SyntaxNode(position)
{
    public Negation Negation { get; } = negation;

    public IReadOnlyList<Command> Commands { get; } = commands;
}
