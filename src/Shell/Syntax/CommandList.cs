using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Commands one after the other; the whole of a script is one.</summary>
public sealed class CommandList(int position, IReadOnlyList<AndOrList> items) : SyntaxNode(position)
{
    public IReadOnlyList<AndOrList> Items { get; } = items;
}
