using System.Collections.Generic;

namespace Vela.Shell;

/// <summary><c>pattern | pattern) list ;;</c></summary>
public sealed class CaseItem(int position, IReadOnlyList<Word> patterns, CommandList body) : SyntaxNode(position)
{
    public IReadOnlyList<Word> Patterns { get; } = patterns;

    public CommandList Body { get; } = body;
}
