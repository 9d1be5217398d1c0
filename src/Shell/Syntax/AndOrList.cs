using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>.</summary>
public sealed class AndOrList(int position, Pipeline first, IReadOnlyList<AndOrTail> rest, Execution execution) : SyntaxNode(position)
{
    public Pipeline First { get; } = first;

    public IReadOnlyList<AndOrTail> Rest { get; } = rest;

    public Execution Execution { get; } = execution;
}
